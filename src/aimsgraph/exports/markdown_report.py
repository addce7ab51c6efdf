"""The report in Markdown: the answer, counts, the plan by date, the table, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import Stop, facts, noun_of, sentence, stops, title, when, work
from aimsgraph.answers.sheets import coverage_sheet
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS
from aimsgraph.exports.markdown_table import markdown_text, render_markdown
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import FULL_WORD, VERDICT_WORDS

_COLUMNS = (
    "notation", "heading", "state", "verdict", "remains", "applies from", "elements open",
    "held provisions",
)  # fmt: skip


def render_markdown_report(result: Answer) -> str:
    """An answer as a short report; the same answer gives the same text."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Answer) -> Iterator[str]:
    yield f"# {markdown_text(title(result))}\n"
    yield f"**{markdown_text(sentence(result))}** {markdown_text(when(result))}\n"
    yield render_markdown(_counts(result))
    yield "## Plan\n"
    found = stops(result)
    if not found:
        yield "Nothing is open.\n"
    for stop in found:
        yield from _stop(result, stop)
    full = coverage_sheet(result)
    at = [full.columns.index(column) for column in _COLUMNS]
    yield f"## All {noun_of(result, 2)}\n"
    yield render_markdown(Sheet("", _COLUMNS, tuple(tuple(r[i] for i in at) for r in full.rows)))
    yield "## What the numbers rest on\n"
    for name, said in facts(result).items():
        if said:
            yield f"- {name}: {markdown_text(said)}"


def _counts(result: Answer) -> Sheet:
    verdicts = (
        (f"{VERDICT_LOOKS[verdict].symbol} {verdict.value}", n, VERDICT_WORDS[verdict])
        for verdict, n in result.coverage.verdicts.items()
    )
    states = (
        (f"{LOOKS[state].symbol} {state.value}", n, FULL_WORD[state])
        for state, n in result.coverage.counts.items()
    )
    whole = (("all", result.coverage.denominator, f"{noun_of(result, 2)} in scope"),)
    return Sheet("", ("work or state", "number", "meaning"), (*verdicts, *states, *whole))


def _stop(result: Answer, stop: Stop) -> Iterator[str]:
    number = len(stop.gaps)
    yield f"### {stop.title}: {number} {noun_of(result, number)}\n"
    for gap in stop.gaps:
        one = gap.cell.provision
        name = " ".join(dict.fromkeys((one.notation, one.label)))
        task = work(gap.cell, gap.task)
        yield f"- **{gap.cell.verdict.value}** {markdown_text(name)}: {markdown_text(task)}"
    if stop.further:
        names = dict.fromkeys(gap.cell.provision.notation for gap, _ in stop.further)
        yield f"- applies already, from here in a further case: {markdown_text(', '.join(names))}"
    yield ""
