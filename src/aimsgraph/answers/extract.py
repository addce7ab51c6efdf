"""What an analysis takes out of the graph: its rows, the provisions that they name, what it is of.

Formats for other programs write this and no more: whoever reads such a file has every row that the
answer rests on, and nothing about other frameworks.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.questions import Answer, context_of, editions
from aimsgraph.coverage.states import Cell
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Framework, Mapping, Provision
from aimsgraph.model.terms import ANALYSIS, DISCLAIMER, Mark, State

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of the bundled data."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RECITAL: Final = "Recital"
"""Commands nothing: it has no place in a catalogue of requirements."""
_UNDATED: Final = "1970-01-01"
_UNFIT: Final = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Extract:
    """The part of the graph that an analysis is about.

    Args:
        rows: Rows between what is held and what is needed or stands above it, NoTermFound rows, and
            the rows of every path that the answer follows, by id.
        provisions: What is needed, both ends of every row, and all that stands above them, in
            reading order by framework.
        stale: Number of rows left out because they were judged on another text.
    """

    rows: tuple[Mapping, ...]
    provisions: tuple[Provision, ...]
    stale: int


def extract_of(result: Answer) -> Extract:
    """The rows and provisions of an analysis."""
    graph, coverage = result.graph, result.coverage
    needed = {cell.provision.id for cell in coverage.cells}
    bearing = needed | {p.id for curie in needed for p in graph.ancestors(curie)}
    follows = {
        mapping
        for cell in coverage.cells
        for mapping in (
            *(m for source in cell.sources for m in source.mappings),
            *cell.judged_none,
            *(m.id for m in cell.support),
        )
    }
    rows, stale = [], 0
    for one in graph.mappings:
        if one.id in follows or _between(graph, one, bearing, coverage.have, coverage.need):
            if one.id in graph.stale:
                stale += 1
            else:
                rows.append(one)
    named = needed | {end for one in rows for end in (one.subject, one.object) if end}
    named |= {p.id for curie in named for p in graph.ancestors(curie)}
    found = (graph.provisions[curie] for curie in named)
    order = sorted(found, key=lambda p: (p.framework, p.position, p.id))
    return Extract(tuple(sorted(rows, key=lambda m: m.id)), tuple(order), stale)


def _between(
    graph: Graph, one: Mapping, bearing: set[Curie], have: tuple[str, ...], need: str
) -> bool:
    subject = graph.provisions[one.subject].framework
    if one.object is None:
        return (one.subject in bearing and one.none_in in have) or (
            subject in have and one.none_in == need
        )
    target = graph.provisions[one.object].framework
    return (one.object in bearing and subject in have) or (
        one.subject in bearing and target in have
    )


def outline_of(result: Answer, framework: str) -> tuple[Provision, ...]:
    """The provisions of a framework in the edition in view, in reading order, without recitals.

    Of the needed framework only the part that is needed, with what stands above it.
    """
    graph, part = result.graph, Curie(result.coverage.scope.part)
    whole = tuple(p for p in graph.of(framework) if p.kind != _RECITAL and graph.exists(p))
    if not part or framework != result.coverage.need:
        return whole
    kept = {part} | {p.id for p in (*graph.ancestors(part), *graph.descendants(part))}
    return tuple(p for p in whole if p.id in kept)


def frameworks_of(result: Answer, extract: Extract) -> tuple[Framework, ...]:
    """The frameworks held, the needed one, and those that paths lead through, in that order."""
    coverage = result.coverage
    through = sorted({p.framework for p in extract.provisions})
    keys = dict.fromkeys((*coverage.have, coverage.need, *through))
    return tuple(result.graph.frameworks[key] for key in keys)


def title_of(result: Answer) -> str:
    """What the analysis is called: who asks what."""
    graph, coverage = result.graph, result.coverage
    held = " and ".join(graph.frameworks[key].label for key in coverage.have)
    wanted = graph.frameworks[coverage.need].label
    if coverage.scope.part:
        wanted += f", {graph.provisions[Curie(coverage.scope.part)].notation}"
    return f"Holding {held}: what remains of {wanted}"


def facts_of(result: Answer, extract: Extract) -> dict[str, str]:
    """What stands in every file: question, scope, editions, version, licence, disclaimer."""
    coverage = result.coverage
    counts = coverage.counts
    facts = {
        "question": title_of(result),
        **context_of(result),
        "duties in scope": str(coverage.denominator),
        "states": "; ".join(f"{s.value} {n}" for s, n in counts.items()),
        "verdicts": "; ".join(f"{v.value} {n}" for v, n in coverage.verdicts.items()),
        "licence": "; ".join(licences_of(result, extract)),
        "disclaimer": DISCLAIMER,
    }
    if extract.stale:
        facts["left out"] = f"{extract.stale} rows that were judged on another text"
    return facts


def facts_text(facts: dict[str, str]) -> str:
    """The same as one text."""
    return " ".join(
        f"{key[0].upper()}{key[1:]}: {text.rstrip('.')}." for key, text in facts.items()
    )


def licences_of(result: Answer, extract: Extract) -> tuple[str, ...]:
    """The licences of the mapping sets whose rows were taken."""
    used = {one.set_key for one in extract.rows}
    found = {s.license or "none stated" for s in result.graph.mapping_sets if s.key in used}
    return tuple(sorted(found)) or (LICENCE,)


def is_address(text: str) -> bool:
    """Whether a text that somebody wrote can stand as a web address.

    >>> is_address("https://creativecommons.org/licenses/by/4.0/"), is_address("http://a b")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def analysis_uuid(result: Answer) -> uuid.UUID:
    """A name for the analysis: the same for the same question to the same data."""
    coverage = result.coverage
    asked = [
        coverage.have,
        coverage.need,
        coverage.scope.as_dict(),
        coverage.hops,
        sorted(coverage.holding.removed),
        editions(result),
        result.graph.data_version,
    ]
    return uuid.uuid5(uuid.NAMESPACE_URL, ANALYSIS + json.dumps(asked))


def slug_of(result: Answer) -> str:
    """A short word for the question, which stays when the data get a new version.

    Returns:
        Lower-case letters, digits, dots and hyphens: ``iso27001-iso42001-to-gdpr-art-32-1f0c...``,
        with a fingerprint of whatever narrows the question further.
    """
    coverage, scope = result.coverage, result.coverage.scope
    word = "-".join((*coverage.have, "to", scope.part or coverage.need))
    plain = _UNFIT.sub("-", word.lower())
    further = filter(None, (scope.force, *scope.sector))
    out = sorted(coverage.holding.removed)
    more = (scope.role, scope.risk, scope.date, scope.edition, out, *further)
    if not any(more):
        return plain
    return f"{plain}-{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(more)).hex[:8]}"


def day_of(result: Answer, extract: Extract) -> str:
    """The last day on which anything in the analysis was judged, issued or followed, ISO 8601.

    A file says when it was last changed without looking at a clock.
    """
    days = {one.date for one in extract.rows}
    for framework in frameworks_of(result, extract):
        days |= {framework.law_as_of, *(edition.date for edition in framework.editions)}
    return max((day for day in days if _DAY.fullmatch(day)), default=_UNDATED)


def still_open(cell: Cell) -> tuple[str, ...]:
    """What a needed provision still demands, given all that is held.

    Returns:
        Its elements that nothing meets or meets but in part; where nobody judged elements, the
        residuals of what is held; nothing where it is covered in full.
    """
    if cell.state is State.FULL:
        return ()
    parts = {None: "open", Mark.IN_KIND: "met in kind only", Mark.BEGUN: "begun only"}
    found = tuple(
        f"{one.element.text} ({parts[one.mark]})" for one in cell.elements if one.mark in parts
    )
    return found or tuple(f"{s.id}: {s.residual}" for s in cell.sources if s.residual)
