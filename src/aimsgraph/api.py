"""The Python interface: one graph, every question, in the types that notebooks use.

>>> import aimsgraph
>>> g = aimsgraph.load()
>>> answer = g.coverage(have=["iso27001"], need="iso42001")
>>> sum(answer.states.values()) == answer.denominator
True
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from aimsgraph.answers.changes import Changes
from aimsgraph.answers.classify import Classification, classify
from aimsgraph.answers.compare import Comparison, compare
from aimsgraph.answers.compared_data import changes_between
from aimsgraph.answers.consequences import clocks_of, penalties_of
from aimsgraph.answers.dates import today as clock
from aimsgraph.answers.explanations import Explanation, explanation
from aimsgraph.answers.frames import frameworks_sheet, provisions_sheet, to_frame
from aimsgraph.answers.opening import open_graph
from aimsgraph.answers.plan import Gap, gaps, verdicts_named
from aimsgraph.answers.queries import Asker
from aimsgraph.answers.questionnaire import checked, questionnaire
from aimsgraph.answers.questions import ASSERTED, Question, answer
from aimsgraph.answers.sheets import gaps_sheet, mapping_rows
from aimsgraph.answers.statements import load_soa
from aimsgraph.answers.themes import resolve_topic, theme_sheet
from aimsgraph.answers.values import CoverageResult, QueryAnswer
from aimsgraph.compile.folders import Workspace, load_workspace
from aimsgraph.compile.load import bundled
from aimsgraph.coverage.scope import Scope, named_scope
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import QUERY_ROWS, QUERY_SECONDS
from aimsgraph.model.names import resolve, resolve_framework, resolve_frameworks, resolve_need
from aimsgraph.model.records import Framework
from aimsgraph.model.terms import Verdict
from aimsgraph.rdf.named_queries import catalogue

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import pyoxigraph as ox
    import rdflib

    from aimsgraph.exports.networks import Kind
    from aimsgraph.stores.client import Service

__all__ = ["CoverageResult", "LoadedGraph", "QueryAnswer", "load"]

Names = str | Iterable[str]
"""One name of a framework, or several."""

File = str | PathLike[str]
TableKind = Literal["provisions", "mappings", "frameworks", "coverage", "gaps"]
_ABOUT_ALL: Final = ("provisions", "mappings", "frameworks")


def load(with_: Iterable[File] = (), *, store: str = "", language: str = "") -> LoadedGraph:
    """Load the graph.

    Args:
        with_: Folders with own frameworks and mappings, as the option ``--with`` takes them.
        store: Address of a SPARQL service to which it was published, instead of the files.
        language: Language of texts that a folder gives in several; English where it is empty.

    Returns:
        The graph, whole and valid.

    Raises:
        AimsgraphError: A file or the store cannot be read, or breaks a rule.
    """
    folders = [Path(with_)] if isinstance(with_, str | PathLike) else [Path(f) for f in with_]
    if store:
        from aimsgraph.stores.catalogue import service_at
        from aimsgraph.stores.pull import read_graph

        if folders:
            raise UnknownNameError(
                "store and with_", "folders are not joined with a store.", "Publish them to it."
            )
        service = service_at(store)
        return LoadedGraph(read_graph(service), (), service)
    return LoadedGraph(
        open_graph(folders, language=language),
        (bundled(), *(load_workspace(folder) for folder in folders)),
        folders=tuple(folders),
        language=language,
    )


class LoadedGraph:
    """The graph and every question that can be put to it. Get one with ``aimsgraph.load``.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from; none when it came from a store.
        service: The store that it came from.
        folders: The user's folders in it.
        language: Language of texts that a folder gives in several.
    """

    def __init__(
        self,
        graph: Graph,
        workspaces: tuple[Workspace, ...],
        service: Service | None = None,
        *,
        folders: tuple[Path, ...] = (),
        language: str = "",
    ) -> None:
        self.graph = graph
        self._folders = folders
        self._language = language
        self._workspaces = workspaces
        self._service = service
        self._asker = Asker(graph, workspaces, service)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<aimsgraph {self.data_version}: {', '.join(self.frameworks)}>"

    def close(self) -> None:
        """End the worker of free queries; it also ends with this object."""
        self._asker.close()

    @property
    def data_version(self) -> str:
        """Version of package and data."""
        return self.graph.data_version

    @property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks by key."""
        return self.graph.frameworks

    @property
    def queries(self) -> dict[str, str]:
        """The named queries and what each answers."""
        return {q.name: q.question for q in catalogue()}

    def coverage(  # noqa: PLR0913  (each narrows the question, as the options of the CLI do)
        self,
        have: Names,
        need: str,
        *,
        role: str = "",
        risk: str = "",
        force: str = "",
        sector: Names = (),
        date: str = "",
        edition: str = "",
        soa: File | None = None,
        hops: int = DEFAULT_HOPS,
        inferred: bool = True,
        today: dt.date | None = None,
    ) -> CoverageResult:
        """Holding some frameworks, what is covered of another?

        Args:
            have: Frameworks held.
            need: The framework needed, or a part of it, such as ``gdpr Art. 32``.
            role: Only duties of this party; of all operators when empty, of authorities too
                with ``all``.
            risk: Only duties for this risk class, such as ``Annex III``.
            force: Only ``requirement``, ``prohibition`` or ``outcome``.
            sector: Sectors, areas of use or products; leaves out what a text limits to others.
            date: Only duties that apply on this day, YYYY-MM-DD or ``today``.
            edition: Edition of the needed framework.
            soa: Statement of applicability, a CSV file.
            hops: Most mappings along a path, from 1.
            inferred: With what follows over several mappings, or not.
            today: Day on which it is counted what applies already; that of the clock by default.

        Raises:
            UnknownNameError: A name that does not exist.
            InputError: The statement of applicability cannot be read.
        """
        key, part = resolve_need(self.graph, need)
        held = resolve_frameworks(self.graph, _several(have))
        question = Question(
            have=held,
            need=key,
            scope=Scope(role, risk, date, edition, part, force, _several(sector)),
            excluded=load_soa(self.graph, Path(soa), have=held) if soa is not None else None,
            hops=_least_one(hops) if inferred else ASSERTED,
            today=today or clock(),
        )
        return CoverageResult(answer(self.graph, question))

    def gaps(
        self,
        have: Names,
        need: str,
        *,
        verdict: Names = (),
        **scope: Any,  # noqa: ANN401
    ) -> tuple[Gap, ...]:
        """What is not covered in full, earliest date and least work first.

        Args:
            have: Frameworks held.
            need: The framework needed.
            verdict: Only what leaves this work, such as ``extend``; all when empty.
            scope: Further arguments of ``coverage``.

        Raises:
            UnknownNameError: A name that does not exist.
        """
        wanted = verdicts_named(_several(verdict)) or tuple(Verdict)
        return gaps(self.coverage(have, need, **scope).answer, wanted)

    def explain(self, subject: str, target: str, *, hops: int = DEFAULT_HOPS) -> Explanation:
        """What is known about a pair of provisions, with the proof.

        Args:
            subject: CURIE, address, or key and notation (``aiact Art. 9(2)``).
            target: The other provision.
            hops: Most mappings along a path.
        """
        ends = (resolve(self.graph, subject), resolve(self.graph, target))
        return explanation(self.graph, *ends, _least_one(hops))

    def clocks(self, provision: str = "") -> tuple[ReportingClock, ...]:
        """Who must tell whom after an incident, by when, under which provision.

        Args:
            provision: CURIE, address, or key and notation; all regimes when empty.

        Raises:
            UnknownNameError: There is no such provision.
        """
        if not provision:
            return self.graph.clocks
        return clocks_of(self.graph, self.graph.provisions[resolve(self.graph, provision)])

    def penalties(self, provision: str = "", *, role: str = "") -> tuple[Penalty, ...]:
        """What a breach can cost: the bands of fines, and where national law decides.

        Args:
            provision: CURIE, address, or key and notation; all penalties when empty.
            role: Only what can be imposed on this party for that provision, such as ``deployer``.

        Raises:
            UnknownNameError: There is no such provision, or no such role.
        """
        if not provision:
            return self.graph.penalties
        one = self.graph.provisions[resolve(self.graph, provision)]
        said = named_scope(self.graph, one.framework, Scope(role=role))
        return penalties_of(self.graph, one, said.role)

    def classify(self, answers: Mapping[str, Names]) -> Classification:
        """Which role and class somebody has in each framework, as far as answers say.

        Args:
            answers: Choices by question, as ``aimsgraph classify`` takes them, such as
                ``{"activity": "use", "area": ["employment"]}``. What is not answered is
                open, and widens the result.

        Raises:
            UnknownNameError: There is no such question or choice, or choices exclude one another.
        """
        asked = questionnaire()
        given = {question: _several(choices) for question, choices in answers.items()}
        return classify(asked, checked(asked, given))

    def compare(self, *frameworks: str) -> Comparison:
        """Put frameworks beside each other: what they are for, their parts, what each covers.

        Args:
            frameworks: Two frameworks or more.

        Raises:
            UnknownNameError: One does not exist, is named twice, or is alone.
        """
        return compare(self.graph, [resolve_framework(self.graph, name) for name in frameworks])

    def diff(self, old: File, new: File) -> Changes:
        """What changed between two editions of a framework, or two folders of one's own.

        Args:
            old: ``aiact@2024``, or a folder as ``load`` takes it.
            new: The newer one, of the same kind.

        Raises:
            AimsgraphError: They are neither, are of two frameworks, or cannot be read.
        """
        names = (str(old), str(new))
        return changes_between(self.graph, *names, self._folders, language=self._language)

    def theme(self, topic: str) -> list[dict[str, Any]]:
        """A topic over the life cycle: which framework says what, and what is linked to it.

        Args:
            topic: Key or label, such as ``bias-fairness``.

        Returns:
            A row a provision, by part of the theme, stage and framework.

        Raises:
            UnknownNameError: There is no such topic.
        """
        sheet = theme_sheet(self.graph, resolve_topic(self.graph, topic))
        return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]

    def query(
        self,
        text_or_name: str,
        *,
        timeout: float = QUERY_SECONDS,
        rows: int = QUERY_ROWS,
        inferred: bool = True,
        **params: object,
    ) -> QueryAnswer:
        """Answer a named question, or SPARQL of your own in the sandbox.

        Args:
            text_or_name: Name of a query (see ``queries``), or SPARQL.
            timeout: Seconds that SPARQL of your own may run.
            rows: Rows that it may return.
            inferred: Whether it sees the inferred mappings; named queries never do.
            params: Parameters of a named query.

        Raises:
            QueryError: It is no SPARQL, or of a kind that is not run.
            QueryLimitError: It needs more time or memory than it may have.
            UnknownNameError: Query, parameter or value does not exist.
        """
        return self._asker.query(
            text_or_name, {k: str(v) for k, v in params.items()}, timeout, rows, inferred=inferred
        )

    def to_store(self) -> ox.Store:
        """The dataset with what is inferred, as a pyoxigraph store in memory, yours to change."""
        if self._service is None:
            from aimsgraph.rdf.inferred import full_store

            return full_store(self.graph, self._workspaces)
        import pyoxigraph as ox

        from aimsgraph.stores.pull import read_quads

        store = ox.Store()
        store.bulk_extend(read_quads(self._service))
        return store

    def to_rdflib(self) -> rdflib.Dataset:
        """The dataset for rdflib, with its named graphs; the default graph is their union."""
        from aimsgraph.rdf.rdflib_view import view
        from aimsgraph.sparql.dataset_copy import prefixes_of

        return view(self.to_store(), prefixes_of(self.graph))

    def to_networkx(self, kind: Kind = "mappings") -> nx.MultiDiGraph[str]:
        """The graph for networkx: ``mappings``, ``tree`` or ``all``."""
        from aimsgraph.exports.networks import build_network

        return build_network(self.graph, kind)

    def write_network(self, path: File, kind: Kind = "mappings") -> None:
        """Write the graph as GraphML or GEXF, by the ending of the file."""
        from aimsgraph.exports.networks import write_network

        write_network(self.to_networkx(kind), Path(path))

    def to_pandas(self, table: TableKind = "provisions", **question: Any) -> pd.DataFrame:  # noqa: ANN401
        """A table as a data frame.

        Args:
            table: ``provisions``, ``mappings``, ``frameworks``, ``coverage`` or ``gaps``.
            question: Arguments of ``coverage``, for ``coverage`` and ``gaps``.
        """
        if table in _ABOUT_ALL and question:
            raise UnknownNameError(
                ", ".join(question), f"the table {table} takes no question.", "Leave it out."
            )
        version: dict[str, object] = {"data_version": self.data_version}
        if table == "provisions":
            return to_frame(provisions_sheet(self.graph), version)
        if table == "mappings":
            return to_frame(mapping_rows(self.graph, self.graph.mappings), version)
        if table == "frameworks":
            return to_frame(frameworks_sheet(self.graph), version)
        if table == "coverage":
            return self.coverage(**question).to_pandas()
        if table == "gaps":
            return to_frame(gaps_sheet(self.coverage(**question).answer), version)
        known = ", ".join((*_ABOUT_ALL, "coverage", "gaps"))
        raise UnknownNameError(str(table), "there is no such table.", f"Known: {known}.")


def _several(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _least_one(hops: int) -> int:
    if hops < 1:
        raise UnknownNameError(f"hops={hops}", "a path has at least one mapping.", "Give 1 or 2.")
    return hops
