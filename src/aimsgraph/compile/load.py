"""The one door to a graph: bundled data plus the user's folders, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import aimsgraph
from aimsgraph.compile.folders import Text, Workspace, load_workspace
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import Finding, IncompleteGraphError, InputError, InvalidGraphError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SSSOM_BYTES, MAX_TURTLE_BYTES

if TYPE_CHECKING:
    from aimsgraph.formats.sssom import SssomFile
    from aimsgraph.formats.turtle import Document

EXPECTED: Final[dict[str, int]] = {
    "iso42001": 70, "iso27001": 123, "aiact": 300, "airmf": 72, "cra": 160, "gdpr": 150,
    "aaa": 40, "nis2": 30, "nis2ir": 300,
}  # fmt: skip
"""Least number of assessable provisions that a whole bundled framework has."""

_MANIFEST: Final[dict[str, tuple[str, ...]]] = {
    "ontology": ("aims.ttl", "questionnaire.toml", "relations-rl.ttl"),
    "ontology/frameworks": (
        "aaa.ttl", "aiact.ttl", "airmf.ttl", "cra.ttl", "gdpr.ttl", "iso27001.ttl", "iso42001.ttl",
        "nis2.ttl", "nis2ir.ttl", "tr24027.ttl",
    ),
    "ontology/vocabularies": (
        "coverage-states.ttl", "evidence-kinds.ttl", "forces.ttl", "lifecycle-stages.ttl",
        "relations.ttl", "risk-classes.ttl", "roles.ttl", "sectors.ttl", "topics.ttl",
    ),
    "ontology/shapes": (
        "consequences.ttl", "density.ttl", "frameworks.ttl", "mappings.ttl", "prefixes.ttl",
        "provisions.ttl", "relations.ttl",
    ),
    "ontology/queries": (
        "attributes-of-controls.rq", "bias-over-the-life-cycle.rq", "bound-through-another.rq",
        "changed-provisions.rq", "checked-none.rq", "contested-dates.rq", "cross-references.rq",
        "documents-by-use.rq", "duties-by-date.rq", "duties-of-role.rq", "duties-of-stage.rq",
        "duties-on-topic.rq", "duties-toward-authorities.rq", "duties-toward-persons.rq",
        "duties-without-evidence.rq", "evidence-of-provision.rq", "framework-comparison.rq",
        "framework-counts.rq", "fully-covered.rq", "gaps-by-date.rq", "hard-elements-open.rq",
        "incident-clocks.rq", "least-certain.rq", "legal-effects.rq", "mappings-of-provision.rq",
        "mappings-on-changed-text.rq", "mappings-without-citation.rq", "most-connected.rq",
        "not-judged.rq", "one-control-many-regimes.rq", "one-document-many-duties.rq",
        "one-role-only.rq", "penalties-of-provision.rq", "penalty-bands.rq",
        "residuals-of-framework.rq", "served-by-two.rq", "single-points-of-failure.rq",
        "sources-that-disagree.rq", "themes-across-frameworks.rq", "topics-not-held.rq",
        "what-can-be-extended.rq", "what-must-be-built.rq", "what-supports-a-duty.rq",
    ),
    "ontology/scenarios": (
        "ics-safety.toml", "llm-customer-service.toml", "recruitment-provider.toml",
    ),
    "mappings": (
        "aaa--aiact.sssom.tsv", "aaa--iso42001.sssom.tsv", "aiact--airmf.sssom.tsv",
        "aiact--cra.sssom.tsv", "aiact--gdpr.sssom.tsv", "aiact--tr24027.sssom.tsv",
        "iso27001--aiact.sssom.tsv", "iso27001--cra.sssom.tsv", "iso27001--gdpr.sssom.tsv",
        "iso27001--nis2.sssom.tsv", "iso27001--nis2ir.sssom.tsv", "iso42001--aiact.sssom.tsv",
        "iso42001--airmf.sssom.tsv", "iso42001--gdpr.sssom.tsv", "iso42001--iso27001.sssom.tsv",
        "iso42001--tr24027.sssom.tsv", "nis2--cra.sssom.tsv", "nis2ir--nis2.sssom.tsv",
    ),
}  # fmt: skip
MANIFEST: Final = tuple(f"{folder}/{name}" for folder, names in _MANIFEST.items() for name in names)
"""Every bundled file: without any of them nothing is answered."""


def data_folder() -> Path:
    """The folder that holds ``ontology/`` and ``mappings/``: in the wheel, or in a checkout.

    Raises:
        IncompleteGraphError: Neither is there.
    """
    package = Path(aimsgraph.__file__).resolve().parent
    for folder in (package / "_data", package.parent.parent):
        if (folder / "ontology" / "aims.ttl").is_file():
            return folder
    raise IncompleteGraphError(
        str(package), "the bundled ontology is missing.", "Install aimsgraph again."
    )


def check_manifest(root: Path) -> None:
    """Refuse a data folder of which a part is gone.

    Args:
        root: The folder that holds ``ontology/`` and ``mappings/``.

    Raises:
        IncompleteGraphError: A bundled file is missing or empty.
    """
    for name in MANIFEST:
        path = root / name
        if not path.is_file() or not path.stat().st_size:
            raise IncompleteGraphError(
                name, "this bundled file is missing or empty.", "Install aimsgraph again."
            )


def bundled() -> Workspace:
    """The bundled ontology, vocabularies, frameworks and mappings as texts.

    Raises:
        IncompleteGraphError: A bundled file is missing or empty.
    """
    root = data_folder()
    check_manifest(root)

    def texts(pattern: str, limit: int) -> tuple[Text, ...]:
        return tuple(
            Text(p.relative_to(root).as_posix(), read_bounded(p, limit))
            for p in sorted(root.glob(pattern))
        )

    return Workspace(
        turtle=texts("ontology/vocabularies/*.ttl", MAX_TURTLE_BYTES)
        + texts("ontology/frameworks/*.ttl", MAX_TURTLE_BYTES),
        sssom=texts("mappings/*.sssom.tsv", MAX_SSSOM_BYTES),
    )


def fingerprint(workspaces: Sequence[Workspace]) -> str:
    """Version of package and data: the package's number and 12 hexadecimal digits of all inputs."""
    digest = hashlib.sha256()
    for workspace in workspaces:
        for text in (*workspace.turtle, *workspace.sssom):
            name = text.name.rpartition("/")[2].encode()
            body = text.text.encode()
            digest.update(b"%d:%d:" % (len(name), len(body)) + name + body)
    return f"{aimsgraph.__version__}+{digest.hexdigest()[:12]}"


def compile_graph(
    workspaces: Sequence[Workspace], language: str = "", base: Graph | None = None
) -> Graph:
    """Compile texts to one graph.

    Args:
        workspaces: Bundled data first, then the user's folders.
        language: Language to show where a text has several; English where it is empty.
        base: The bundled data compiled before; then only the user's folders are compiled, unless
            they describe what stands in the bundled data.

    Returns:
        The graph.

    Raises:
        InputError: A file cannot be read as what it claims to be.
        InvalidGraphError: The files contradict each other or name what does not exist.
    """
    from aimsgraph.compile.frameworks import stands_alone

    documents = [d for w in workspaces[1:] for d in w.documents()]
    files = [f for w in workspaces[1:] for f in w.mapping_files()]
    if base is None or not stands_alone(documents, base):
        base = None
        documents = [*workspaces[0].documents(), *documents]
        files = [*workspaces[0].mapping_files(), *files]
    found = compile_records(documents, files, fingerprint(workspaces), language, base)
    findings = [*found.of_provisions, *found.of_mappings]
    if findings:
        raise InvalidGraphError(tuple(sorted(set(findings))))
    return found.graph


@dataclass(frozen=True, slots=True)
class Compiled:
    """Records compiled, and what is wrong with them.

    Args:
        graph: The graph, without what is wrong; to be trusted where nothing is.
        of_provisions: Faults of frameworks, provisions and vocabularies.
        of_mappings: Faults of mapping rows.
    """

    graph: Graph
    of_provisions: tuple[Finding, ...]
    of_mappings: tuple[Finding, ...]


def compile_records(
    documents: Iterable[Document],
    tables: Iterable[SssomFile],
    version: str,
    language: str = "",
    base: Graph | None = None,
) -> Compiled:
    """Compile what was read, from files or from a store.

    Args:
        documents: Frameworks, provisions and vocabularies.
        tables: Mapping sets.
        version: Version of the data.
        language: Language to show where a text has several; English where it is empty.
        base: A graph that all this comes on top of; see ``stands_alone``.

    Returns:
        The graph and every fault.
    """
    from aimsgraph.compile.consequences import ConsequenceCompiler  # not for what is kept
    from aimsgraph.compile.mappings import MappingCompiler

    compiler = ConsequenceCompiler(documents, language, base)
    mapper = MappingCompiler(compiler.frameworks, compiler.provisions, base)
    mappings, sets = mapper.compile(tables)
    graph = Graph(
        frameworks=MappingProxyType(compiler.frameworks),
        provisions=MappingProxyType(compiler.provisions),
        mappings=mappings,
        mapping_sets=sets,
        concepts=MappingProxyType(compiler.concepts),
        rules=MappingProxyType(compiler.rules),
        clocks=compiler.clocks,
        penalties=compiler.penalties,
        data_version=version,
        layered=base is not None,
    )
    return Compiled(graph, tuple(compiler.findings), tuple(mapper.findings))


def load_graph(folders: Sequence[Path] = ()) -> Graph:
    """Load the bundled graph and the user's folders on top.

    Args:
        folders: Folders given with ``--with``.

    Returns:
        The graph, complete.

    Raises:
        IncompleteGraphError: Bundled data are missing or damaged.
        InputError: A user's file cannot be read.
        InvalidGraphError: A user's file is not valid.
    """
    base = bundled()
    graph = whole(base)
    if not folders:
        return graph
    return compile_graph([base, *(load_workspace(f) for f in folders)])


def whole(base: Workspace) -> Graph:
    """The bundled graph, refused unless it is complete.

    Raises:
        IncompleteGraphError: Something is missing or damaged.
    """
    try:
        graph = compile_graph([base])
    except (InputError, InvalidGraphError) as error:
        raise IncompleteGraphError(
            error.place, f"the bundled data are damaged: {error.fact}", "Install aimsgraph again."
        ) from error
    for key, least in EXPECTED.items():
        count = len(graph.leaves(key)) if key in graph.frameworks else 0
        if count < least:
            raise IncompleteGraphError(
                f"ontology/frameworks/{key}.ttl",
                f"{count} assessable provisions were loaded, at least {least} are expected.",
                "Install aimsgraph again.",
            )
    for one in graph.mapping_sets:
        if not one.rows:
            raise IncompleteGraphError(one.file, "it holds no row.", "Install aimsgraph again.")
    return graph
