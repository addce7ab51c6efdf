"""Words, states and the algebra in plain words, as rows."""

from __future__ import annotations

from typing import Final

from aimsgraph.exports.colours import LOOKS
from aimsgraph.faces.explorer.text import PageTable
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import FULL_WORD, VERDICT_WORDS, State

_WHEN: Final[dict[State, str]] = {
    State.FULL: "Some held provision is certainly equal to it, or contains all it demands.",
    State.PARTIAL: "Not full, but some held provision certainly shares an outcome with it. "
    "What remains is written on the mapping.",
    State.NONE: "Somebody looked: for every framework held, a judgement says that nothing in it "
    "corresponds.",
    State.LEAD: "A path or an untyped link suggests a relation. It proves nothing and is never "
    "counted as coverage.",
    State.UNMAPPED: "Nobody has recorded anything about it yet. This is not the same as none.",
}

RELATIONS: Final = PageTable(
    ("Relation", "Meeting the first provision ...", "Leaves open"),
    (
        ("equal", "meets all of the second, and the other way round", "nothing"),
        ("superset", "meets all of the second and more", "nothing of the second"),
        ("subset", "meets a part of the second; all of the first is inside it", "the rest"),
        ("intersects", "meets a part of the second, and each has something of its own", "the rest"),
        ("disjoint", "meets nothing of the second", "all of it"),
    ),
)
"""The five relations, of which exactly one holds between two provisions."""

_ASSESSABLE: Final = (
    "A leaf that demands something of a regulated party. Only these count in coverage, so they "
    "are the denominator."
)

WORDS: Final = PageTable(
    ("Word", "Means"),
    (
        ("framework", "A standard, law or voluntary framework, in one or more editions."),
        ("provision", "An addressable part of it: clause, control, article, paragraph, point."),
        ("assessable provision", _ASSESSABLE),
        ("mapping", "A judgement about two provisions: reason, residual, confidence, source."),
        ("residual", "What a provision still demands once the other one is met."),
        ("held", "Applicable and implemented in the organisation."),
        ("scope", "Role, risk class, date and edition: which provisions count."),
        ("lead", "A path that suggests a relation but does not prove one."),
        ("evidence", "A kind of document or record that shows conformity."),
    ),
)  # fmt: skip
"""The words of the product."""

ALGEBRA: Final = (
    "Each provision is a set of required outcomes; two sets are in exactly one of five relations.",
    "If A contains B and B contains C, then A contains C: coverage carries over.",
    "If A contains B and B shares something with C, then A shares something with C.",
    "If A shares something with B, and B with C, nothing follows of A and C: that is only a lead.",
    "Many tools call such a lead partial coverage. It is not.",
    "A parent contains its cumulative parts, not its alternatives, exceptions or permissions.",
    "Several partial sources make a full one only where each element is contained in one of them.",
)
"""The algebra in plain words."""


def state_sheet() -> PageTable:
    """The five states in order of precedence, with symbol, words and meaning."""
    return PageTable(
        ("Symbol", "State", "In words", "When"),
        tuple((LOOKS[s].symbol, s.value, FULL_WORD[s], _WHEN[s]) for s in State),
    )


def verdict_sheet() -> PageTable:
    """The verdicts, least work first."""
    return PageTable(
        ("Verdict", "What it says"), tuple((v.value, words) for v, words in VERDICT_WORDS.items())
    )


def data_sheet(graph: Graph) -> PageTable:
    """Frameworks with their editions and the day up to which changes were followed."""
    return PageTable(
        ("Framework", "Title", "Editions", "Followed up to", "Provisions", "Assessable"),
        tuple(
            (
                f.label,
                f.title,
                "; ".join(e.label or e.key for e in f.editions),
                f.law_as_of or "not stated",
                len(graph.of(key)),
                len(graph.leaves(key)),
            )
            for key, f in sorted(graph.frameworks.items())
        ),
    )


def set_sheet(graph: Graph) -> PageTable:
    """Mapping sets with their licence and number of rows."""
    return PageTable(
        ("Mapping set", "File", "Licence", "Rows"),
        tuple((s.title, s.file, s.license or "not stated", s.rows) for s in graph.mapping_sets),
    )
