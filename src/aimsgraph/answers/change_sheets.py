"""What changed, as tables and as plain data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from aimsgraph.answers.changes import Changes, Effect, Fate, Kind
from aimsgraph.answers.questions import Answer, context_of
from aimsgraph.answers.sheets import relation_word
from aimsgraph.coverage.states import Cell
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import DISCLAIMER, State, Verdict

_ONLY_NEW: Final = "rows judge the new text only"
_ONLY_OLD: Final = "rows judge the old text only"
_QUOTED: Final = frozenset({"Article", "Annex"})

Answers = tuple[Answer, Answer]
"""The answers to one question, before and after."""


def counts_sheet(
    found: Changes, answers: Answers | None = None, told: Sequence[Effect] = ()
) -> Sheet:
    """How much changed, below what it is of."""
    kinds, fates = found.kinds, found.fates
    rows: list[tuple[str | int, ...]] = [
        ("provisions", "compared", *found.sizes),
        *(("provisions", k.value, *_sided(k, n)) for k, n in kinds.items()),
        ("provisions", "unchanged", found.unchanged, found.unchanged),
        ("mapping rows", "compared, of both sides", "", found.row_count),
        *(("mapping rows", fate.value, "", n) for fate, n in fates.items()),
        ("mapping rows", "unchanged", "", found.row_count - len(found.rows)),
    ]
    if answers:
        was, now = (a.coverage for a in answers)
        held = f"duties, holding {' + '.join(now.have)}"
        same = now.denominator - sum(e.after is not None for e in told)
        rows += [
            (held, "in scope", was.denominator, now.denominator),
            *((held, s.value, was.counts[s], now.counts[s]) for s in State),
            *((held, v.value, was.verdicts[v], now.verdicts[v]) for v in Verdict),
            (held, "state, work and date unchanged", same, same),
        ]
    return Sheet("Counts", ("what", "how", *found.names), tuple(rows))


def _sided(kind: Kind, number: int) -> tuple[str | int, str | int]:
    """A number on the sides on which the provisions stand."""
    return "" if kind is Kind.ADDED else number, "" if kind is Kind.DELETED else number


def dates_sheet(found: Changes) -> Sheet:
    """Provisions of which nothing but the date changed, by what changed: how many, and where."""
    groups: dict[tuple[str, str], list[Provision]] = {}
    for one in found.provisions:
        if one.kind is Kind.DATE:
            groups.setdefault(one.dates, []).append(one.one)
    rows = tuple(
        (
            *dates,
            len(provisions),
            sum(found.after.is_assessable(p.id) for p in provisions),
            ", ".join(dict.fromkeys(_quoted(found, p) for p in provisions)),
        )
        for dates, provisions in sorted(groups.items())
    )
    return Sheet("Dates", ("applied from", "applies from", "provisions", "duties", "where"), rows)


def _quoted(found: Changes, one: Provision) -> str:
    """The article or annex of a provision, as people quote it."""
    chain = (one, *found.after.ancestors(one.id))
    return next((p.notation for p in chain if p.kind in _QUOTED), chain[-1].notation)


def provisions_sheet(found: Changes) -> Sheet:
    """One row a provision that changed."""

    def counts(one: Provision | None, *, now: bool) -> str:
        graph = found.after if now else found.before
        return "yes" if one and graph.is_assessable(one.id) else "no"

    rows = tuple(
        (
            c.kind.value,
            c.one.id,
            c.one.notation,
            c.one.label,
            c.before.notation if c.before and c.after and c.before.id != c.after.id else "",
            ", ".join(c.what),
            c.before.summary if c.before else "",
            c.after.summary if c.after else "",
            *c.dates,
            counts(c.before, now=False),
            counts(c.after, now=True),
        )
        for c in found.provisions
    )
    columns = (
        "change", "id", "notation", "heading", "moved from", "what changed", "before", "after",
        "applied from", "applies from", "counted before", "counted after",
    )  # fmt: skip
    return Sheet("Provisions", columns, rows)


def rows_sheet(found: Changes) -> Sheet:
    """One row a mapping row that changed, or that rests on what changed."""
    rows = tuple(
        (
            one.fate.value,
            one.row.subject,
            relation_word(one.row),
            one.row.object or one.row.none_in,
            ", ".join(one.ends),
            one.row.id,
            f"{one.row.file}:{one.row.line}",
        )
        for one in found.rows
    )
    columns = ("fate", "subject", "relation", "object", "changed end", "mapping", "place")
    return Sheet("Mapping rows", columns, rows)


def effects_sheet(found: Changes, answers: Answers, told: Sequence[Effect]) -> Sheet:
    """One row a duty of which state, work or date differ."""
    unread = {fate: {end for r in found.rows if r.fate is fate for end in r.ends} for fate in Fate}

    def word(cell: Cell | None, name: str) -> str:
        return getattr(cell, name).value if cell else "no duty"

    context = context_of(answers[1])
    rows = tuple(
        (
            e.one.id,
            e.one.notation,
            e.one.label,
            word(e.before, "state") + _why(e.before, unread[Fate.REJUDGED], _ONLY_NEW),
            word(e.after, "state") + _why(e.after, unread[Fate.STALE], _ONLY_OLD),
            word(e.before, "verdict"),
            word(e.after, "verdict"),
            *e.dates,
            context["scope"],
        )
        for e in told
    )
    columns = (
        "id", "notation", "heading", "state before", "state after", "work before", "work after",
        "applied from", "applies from", "scope",
    )  # fmt: skip
    return Sheet("Duties", columns, rows)


def _why(cell: Cell | None, unread: Collection[Curie], reason: str) -> str:
    """Why nothing is known of a duty on one side, where the rows judge the text of the other."""
    unmapped = cell is not None and cell.state is State.UNMAPPED and cell.provision.id in unread
    return f" ({reason})" if unmapped else ""


def change_sheets(
    found: Changes, answers: Answers | None = None, told: Sequence[Effect] = ()
) -> tuple[Sheet, ...]:
    """All tables of what changed; what did not is counted only."""
    counts = counts_sheet(found, answers, told)
    tables = (counts, provisions_sheet(found), dates_sheet(found), rows_sheet(found))
    return (*tables, effects_sheet(found, answers, told)) if answers else tables


def change_document(
    found: Changes, answers: Answers | None = None, told: Sequence[Effect] = ()
) -> dict[str, object]:
    """The same as plain data, as ``diff --format json`` prints it."""
    facts: dict[str, object] = {
        "before": found.names[0],
        "after": found.names[1],
        "data_version": {"before": found.before.data_version, "after": found.after.data_version},
        "disclaimer": DISCLAIMER,
        "compared": {
            "provisions_before": found.sizes[0],
            "provisions_after": found.sizes[1],
            "mapping_rows": found.row_count,
        },
        "provisions": {
            "counts": {kind.value: n for kind, n in found.kinds.items()},
            "unchanged": found.unchanged,
            "changed": provisions_sheet(found).as_dicts(),
        },
        "mapping_rows": {
            "counts": {fate.value: n for fate, n in found.fates.items()},
            "unchanged": found.row_count - len(found.rows),
            "changed": rows_sheet(found).as_dicts(),
        },
    }
    if answers:
        facts["coverage"] = {
            **{
                name: {
                    "denominator": a.coverage.denominator,
                    "states": {s.value: n for s, n in a.coverage.counts.items()},
                    "verdicts": {v.value: n for v, n in a.coverage.verdicts.items()},
                }
                for name, a in zip(("before", "after"), answers, strict=True)
            },
            **context_of(answers[1]),
            "duties": effects_sheet(found, answers, told).as_dicts(),
        }
    return facts
