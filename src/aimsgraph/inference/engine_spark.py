"""Spark as the engine of the closure: the way out when one machine is not enough.

``closure.sql`` runs unchanged. pyspark is an optional extra and needs a Java runtime; a cluster is
named the way Spark users name one (``spark-submit`` or ``SPARK_HOME``), else all local cores work.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aimsgraph.inference.facts import FactRow
from aimsgraph.model.errors import MissingExtraError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def missing() -> str:
    """What keeps Spark from running here; the empty string when nothing does."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed."
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        return "it needs a Java runtime and none was found."
    return ""


def session() -> SparkSession:
    """A Spark session, quiet and with few partitions where it runs on one machine.

    Raises:
        MissingExtraError: pyspark or Java is missing, or Spark does not start.
    """
    fact = missing()
    remedy = "pip install 'aimsgraph[spark]' and a Java 17 runtime; --engine duckdb needs neither."
    if fact:
        raise MissingExtraError("--engine spark", fact, remedy)
    from pyspark.errors import PySparkException, PySparkRuntimeError
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder.appName("aimsgraph")
    if "SPARK_REMOTE" not in os.environ and "MASTER" not in os.environ:
        settings = {
            "spark.sql.shuffle.partitions": "8",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
        builder = builder.master("local[*]")
        for key, value in settings.items():
            builder = builder.config(key, value)
    try:
        found: SparkSession = builder.getOrCreate()
    except (PySparkException, PySparkRuntimeError, OSError, RuntimeError) as error:
        raise MissingExtraError(
            "--engine spark", f"Spark does not start: {str(error)[:200]}.", remedy
        ) from error
    return found


class Spark:
    """A Spark session as a database of the closure; it owns the views that it makes.

    Raises:
        MissingExtraError: pyspark or Java is missing.
    """

    def __init__(self) -> None:
        self.session = session()
        # Spark 4.3 looks up attributes of a checkpoint that are no longer there when it carries
        # constraints over from a UNION ("key not found")
        self.session.conf.set("spark.sql.constraintPropagation.enabled", "false")
        self._views: dict[str, Any] = {}

    def fill(self, table: str, columns: str, rows: Sequence[FactRow]) -> None:
        """Make a table from rows."""
        self._replace(table, self.session.createDataFrame(list(rows), columns))

    def keep(self, table: str, query: str) -> int:
        """Make or replace a table from a query."""
        # cut off from what it came from: plans of many rounds would grow without end
        frame = self.session.sql(query).localCheckpoint(eager=True)
        self._replace(table, frame)
        return int(frame.count())

    def rows(self, query: str) -> list[FactRow]:
        """Answer a query."""
        return [tuple(row) for row in self.session.sql(query).collect()]

    def close(self) -> None:
        """Let the views go; the session stays for whoever started it."""
        for name in list(self._views):
            self._replace(name, None)

    def _replace(self, table: str, frame: Any) -> None:  # noqa: ANN401  (pyspark is optional)
        before = self._views.pop(table, None)
        if frame is None:
            self.session.catalog.dropTempView(table)
        else:
            frame.createOrReplaceTempView(table)
            self._views[table] = frame
        if before is not None:
            with contextlib.suppress(AttributeError):
                before.unpersist()
