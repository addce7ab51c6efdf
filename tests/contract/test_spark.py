"""The closure on Spark says what it says on DuckDB; skipped, loudly, without pyspark or Java."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from aimsgraph.inference import engine_spark as spark
from aimsgraph.inference.closure import infer
from aimsgraph.inference.knowledge import close
from aimsgraph.model.errors import MissingExtraError
from aimsgraph.model.graph import Graph
from worlds import world

pytestmark = pytest.mark.xdist_group("spark")
MIXED = (
    ("one:a", "superset", "two:b"),
    ("two:b", "equal", "three:c"),
    ("three:d", "subset", "two:b", 0.6),
    ("one:x", "disjoint", "two:y"),
    ("two:y", "superset", "three:c"),
    ("three:c", "none", "one"),
    ("one:a", "untyped", "three:d"),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[spark.Spark]:
    missing = spark.missing()
    if missing:
        warnings.warn(f"LOUD SKIP: Spark was not tested: {missing}", stacklevel=1)
        pytest.skip(f"LOUD SKIP: Spark was not tested: {missing}")
    made = spark.Spark()
    yield made
    made.close()
    made.session.stop()


@pytest.mark.java
def test_bundled_graph_has_the_same_closure(graph: Graph, engine: spark.Spark) -> None:
    assert infer(graph, engine, 2) == close(graph, 2)


@pytest.mark.java
@pytest.mark.parametrize("hops", [0, 3])
def test_small_world_has_the_same_closure(engine: spark.Spark, hops: int) -> None:
    frameworks = {"one": ["a", "x<a"], "two": ["b", "y<b"], "three": ["c", "d"]}
    small = world(frameworks, MIXED)
    found = infer(small, engine, hops)
    assert found == close(small, hops)
    assert found.clashes
    assert found.none


def test_without_pyspark_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "missing", lambda: "pyspark is not installed.")
    with pytest.raises(MissingExtraError, match=r"aimsgraph\[spark\]"):
        spark.Spark()


def test_without_java_the_fact_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("JAVA_HOME", "")
    assert "Java" in spark.missing()


def test_close_refuses_other_file_types() -> None:
    from aimsgraph.faces.cli.main import app
    from aimsgraph.model.errors import UnknownNameError

    result = CliRunner().invoke(app, ["close", "-o", "closure.txt"])
    assert isinstance(result.exception, UnknownNameError)
