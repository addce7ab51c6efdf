"""Libraries of CISO Assistant, a peer, as a graph: real data to measure on and to map against.

What was decided:

- A requirement that can be assessed is normative (a requirement that binds the organisation);
  every other node is a heading: it gives the tree and commands nothing. A row that ends in a
  heading says nothing certain; such rows are kept and counted.
- A requirement is a constituent of its parent only where that is sound: both can be assessed, and
  whoever takes the parent on takes the child on. Where nodes name implementation groups, the
  child's must include all of its parent's; an optional enhancement is no constituent.
- ``equal``, ``subset``, ``superset`` and ``intersect`` are our relations, ``not_related`` is
  disjoint. Any other word is untyped: a lead, no proof.
- A rationale that is one of NIST IR 8477 is taken; any other text there is a comment, and the row
  counts as functional. The strength of a relationship is left aside, because publishers fill it on
  different scales: the confidence is the default everywhere.
- A row with an end that no file declares is counted and left out. The file is a stranger's: it is
  read as events without recursion, anchors are refused, and every scalar stays text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from matrices import load_all

from aimsgraph.compile import cache
from aimsgraph.compile.folders import Text, Workspace
from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.plain_yaml import read_yaml
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_FILES_PER_WORKSPACE, MAX_SSSOM_BYTES
from aimsgraph.model.records import Concept, Curie, Framework, Mapping, MappingSet, Provision
from aimsgraph.model.terms import PREDICATES, RATIONALES, Force, Relation

_ROLE: Final = "organisation"
_RELATIONS: Final = {
    "equal": Relation.EQUAL,
    "subset": Relation.SUBSET,
    "superset": Relation.SUPERSET,
    "intersect": Relation.INTERSECTS,
    "not_related": Relation.DISJOINT,
}
_UNFIT: Final = re.compile(r"[^\w.-]+")
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Library:
    """What was read from a folder of libraries.

    Args:
        graph: Frameworks, provisions and mappings.
        rows: Mapping rows that stand in the files.
        dangling: Rows left out because an end is missing.
        headings: Rows kept that end in a node which cannot be assessed.
        untyped: Rows kept whose relationship is none of the five.
    """

    graph: Graph
    rows: int
    dangling: int
    headings: int
    untyped: int


def load_libraries(folder: Path) -> Library:
    """Read every library of a folder.

    Raises:
        InputError: The folder holds no ``*.yaml``, or a file cannot be read as a library.
    """
    return compile_libraries(_texts(folder))


def open_libraries(folder: Path) -> Graph:
    """The graph of a folder of libraries, from a compiled graph where there is one.

    Raises:
        InputError: The folder holds no library, or a file cannot be read as one.
    """
    texts = _texts(folder)
    key = _key(texts)
    kept = cache.read(key)
    if kept is not None:
        return kept
    graph = compile_libraries(texts).graph
    cache.write(key, graph)
    return graph


def open_facts(engine: Duck, folder: Path) -> None:
    """Put the facts of a folder of libraries into an engine, from a kept database of columns.

    Args:
        engine: A fresh database.
        folder: The folder of libraries.

    Raises:
        InputError: The folder holds no library, or a file cannot be read as one.
    """
    path = cache.folder() / f"{_key(_texts(folder))}.facts.duckdb"
    if not path.exists():
        graph = open_libraries(folder)
        with closing(Duck()) as maker:
            load_all(maker, graph)
            maker.connection.execute(f"ATTACH '{path}' AS kept")
            for (name,) in maker.rows("SELECT table_name FROM duckdb_tables() WHERE temporary"):
                maker.connection.execute(f"CREATE TABLE kept.{name} AS FROM temp.{name}")
            maker.connection.execute("DETACH kept")
    engine.connection.execute(f"ATTACH OR REPLACE '{path}' AS kept (READ_ONLY)")
    engine.connection.execute("SET search_path = 'memory,kept'")


def _key(texts: tuple[Text, ...]) -> str:
    code = Path(__file__).parent
    names = ("peers.py", "matrices.py")
    own = [Text(f, (code / f).read_text(encoding="utf-8")) for f in names]
    return cache.key_of([Workspace((*own, *texts), ())])


def _texts(folder: Path) -> tuple[Text, ...]:
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        raise InputError(
            str(folder), "there are no *.yaml files.", "Give the folder with the libraries."
        )
    if len(paths) > MAX_FILES_PER_WORKSPACE:
        raise InputError(
            str(folder),
            f"it holds {len(paths)} files; at most {MAX_FILES_PER_WORKSPACE} are read.",
            "Split the folder.",
        )
    return tuple(
        Text(p.name, read_bounded(p, MAX_SSSOM_BYTES, inside=folder, name=p.name)) for p in paths
    )


def compile_libraries(texts: Sequence[Text]) -> Library:
    """Turn the texts of libraries into one graph.

    Args:
        texts: YAML files; their order does not change what is found.

    Returns:
        The graph and what was counted on the way.

    Raises:
        InputError: A text cannot be read as a library.
    """
    frameworks: dict[str, Framework] = {}
    provisions: dict[Curie, Provision] = {}
    names: dict[str, Curie] = {}
    sets: list[tuple[str, Node]] = []
    for text in sorted(texts, key=lambda t: t.name):
        objects = _below(read_yaml(text.text, text.name), "objects", text.name)
        for raw in _many(objects, "framework", text.name):
            key = _unused(
                _word(_field(raw, "urn", text.name).rpartition(":framework:")[2]), frameworks
            )
            label = raw.get("name") or raw.get("ref_id") or key
            frameworks[key] = Framework(key, raw["urn"], str(label), file=text.name)
            for one, urn in _provisions(raw, key, names, text.name):
                provisions[one.id] = one
                names[urn] = one.id
        sets += [(text.name, one) for one in _many(objects, "requirement_mapping_set", text.name)]
    counts: Counter[str] = Counter()
    mappings: list[Mapping] = []
    kept: dict[str, MappingSet] = {}
    for file, raw in sets:
        key = _unused(_word(_field(raw, "urn", file).rpartition(":")[2]), kept)
        before = len(mappings)
        mappings += _mappings(raw, key, names, counts, file)
        title = str(raw.get("name", key))
        kept[key] = MappingSet(key, raw["urn"], title, "", file, len(mappings) - before)
    role = Concept(_ROLE, "role", "Organisation", regulated=True)
    graph = Graph(
        frameworks=MappingProxyType(frameworks),
        provisions=MappingProxyType(provisions),
        mappings=tuple(mappings),
        mapping_sets=tuple(kept.values()),
        concepts=MappingProxyType({"role": MappingProxyType({_ROLE: role})}),
    )
    headings = sum(
        not (provisions[m.subject].normative and m.object and provisions[m.object].normative)
        for m in mappings
    )
    untyped = sum(m.relation is None for m in mappings)
    return Library(graph, counts["rows"], counts["dangling"], headings, untyped)


def _provisions(
    raw: Node, key: str, names: dict[str, Curie], file: str
) -> Iterator[tuple[Provision, str]]:
    nodes: dict[str, Node] = {}
    ids: dict[str, Curie] = {}
    taken: dict[str, None] = {}
    for node in _list(raw.get("requirement_nodes"), file):
        urn = _field(node, "urn", file).lower()
        if urn in names or urn in nodes:
            raise InputError(file, f"{urn} is declared twice.", "Keep one of them.")
        tail = urn.partition(":req_node:")[2].partition(":")[2] or urn.rpartition(":")[2]
        local = _unused(_word(tail), taken)
        taken[local] = None
        nodes[urn], ids[urn] = node, Curie(f"{key}:{local}")
    for position, (urn, node) in enumerate(nodes.items()):
        parent = str(node.get("parent_urn") or "").lower()
        above = nodes.get(parent)
        notation = str(node.get("ref_id") or ids[urn].partition(":")[2])
        duty = _assessable(node)
        yield (
            Provision(
                id=ids[urn],
                iri=str(node["urn"]),
                framework=key,
                notation=notation,
                label=str(node.get("name") or notation),
                kind="Control" if duty else "Section",
                position=position,
                force=Force.REQUIREMENT if duty else Force.INFORMATION,
                parent=ids[parent] if above is not None else None,
                constituent=above is not None and _constituent(node, above, file),
                summary=str(node.get("description") or ""),
                binds=(_ROLE,) if duty else (),
            ),
            urn,
        )


def _assessable(node: Node) -> bool:
    return str(node.get("assessable", "")).lower() == "true"


def _constituent(node: Node, above: Node, file: str) -> bool:
    mine, theirs = (set(_words(n.get("implementation_groups"), file)) for n in (node, above))
    return (
        _assessable(node) and _assessable(above) and theirs <= mine and bool(mine) == bool(theirs)
    )


def _mappings(
    raw: Node, key: str, names: dict[str, Curie], counts: Counter[str], file: str
) -> Iterator[Mapping]:
    taken: dict[str, None] = {}
    for row in _list(raw.get("requirement_mappings"), file):
        counts["rows"] += 1
        subject = names.get(_field(row, "source_requirement_urn", file).lower())
        target = names.get(_field(row, "target_requirement_urn", file).lower())
        if subject is None or target is None or subject == target:
            counts["dangling"] += 1
            continue
        relation = _RELATIONS.get(str(row.get("relationship", "")))
        why = str(row.get("rationale") or "")
        predicate, modifier = PREDICATES[relation] if relation else ("skos:relatedMatch", "")
        name = _unused(f"{key}/{subject}--{target}", taken)
        taken[name] = None
        yield Mapping(
            id=name,
            set_key=key,
            subject=subject,
            object=target,
            relation=relation,
            rationale=why if why in RATIONALES else "functional",
            predicate=predicate,
            modifier=modifier,
            comment="" if why in RATIONALES else why,
            file=file,
        )


def _word(text: str) -> str:
    return _UNFIT.sub("_", text.rpartition(":library:")[2].lower()).strip("_") or "unnamed"


def _unused(name: str, taken: dict[str, Any]) -> str:
    found, n = name, 1
    while found in taken:
        n += 1
        found = f"{name}-{n}"
    return found


def _many(objects: Node, name: str, file: str) -> list[Node]:
    """The entries under ``name`` or its plural, whether one or a list."""
    found: list[Node] = []
    for word in (name, f"{name}s"):
        value = objects.get(word)
        found += [value] if isinstance(value, dict) else _list(value, file)
    return found


def _list(value: object, file: str) -> list[Node]:
    entries = value if isinstance(value, list) else []
    if (value and not isinstance(value, list)) or not all(isinstance(x, dict) for x in entries):
        raise _foreign(file, "where a list of entries belongs there is something else")
    return entries


def _words(value: object, file: str) -> list[str]:
    entries: list[Any] = value if isinstance(value, list) else [value] if value else []
    if not all(isinstance(x, str) for x in entries):
        raise _foreign(file, "an implementation group is no word")
    return entries


def _below(value: object, name: str, file: str) -> Node:
    found = value.get(name) or {} if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise _foreign(file, f"there is no mapping named {name!r}")
    return found


def _field(node: Node, name: str, file: str) -> str:
    value = node.get(name)
    if not isinstance(value, str) or not value:
        raise _foreign(file, f"an entry has no {name}")
    return value


def _foreign(file: str, fact: str) -> InputError:
    return InputError(file, f"{fact}.", "Give a library of CISO Assistant.")
