"""The report as one HTML file: no script, nothing from elsewhere, fit to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from aimsgraph.answers.outline import Chapter, chapters, states_of, verdicts_of
from aimsgraph.answers.plan import task_of
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import (
    Stop,
    facts,
    in_hand,
    noun_of,
    remaining,
    sentence,
    stops,
    title,
    when,
    work,
)
from aimsgraph.answers.sheets import remains_text
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS
from aimsgraph.exports.duty_map_svg import css_name, lay_out, render_map
from aimsgraph.exports.html_style import style_sheet
from aimsgraph.exports.markup import lines, text
from aimsgraph.model.terms import FULL_WORD, VERDICT_WORDS, State, Verdict

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_LABELLED: Final = 0.055
"""Least share of the bar that has room for words."""


def render_html(result: Answer) -> str:
    """An answer as a report.

    Args:
        result: The answer.

    Returns:
        One HTML document; the same answer gives the same text.
    """
    parts = chapters(result)
    plan = stops(result)
    name = text(title(result))
    known = facts(result)
    return "\n".join((
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{name}</title>\n<style>\n{style_sheet()}\n</style>\n</head>\n<body>",
        '<a class="skip" href="#plan">Skip to the plan</a>',
        f'<header>\n<h1>{name}</h1>\n<p class="answer">{text(sentence(result))}</p>',
        f"<p>{text(when(result))}</p>",
        f'<p class="scope">{text(_scope(known))}</p>\n</header>\n<main>',
        _bar(result.coverage.verdicts),
        _legend(result),
        _map(result, parts),
        _plan(result, plan),
        _duties(result, parts),
        _counts(parts),
        _about(known),
        "</main>",
        _foot(known),
        "</body>\n</html>\n",
    ))  # fmt: skip


def _scope(known: Mapping[str, str]) -> str:
    return (
        f"Scope: {known['Scope']}. Editions: {known['Editions']}. Law as of {known['Law as of']}. "
        f"Data version {known['Data version']}."
    )


def _bar(counts: Mapping[Verdict, int], *, small: bool = False) -> str:
    """A bar of parts as wide as their counts, the words in it where there is room."""
    whole = sum(counts.values()) or 1
    said = ", ".join(f"{verdict.value} {n}" for verdict, n in counts.items() if n)
    spans = "".join(
        f'<span class="{css_name(verdict)}" style="flex:{n}">'
        + (f"<b>{n}</b> {text(verdict.value)}" if not small and n / whole > _LABELLED else "")
        + "</span>"
        for verdict, n in counts.items()
        if n
    )
    kind = "bar small" if small else "bar"
    return f'<div class="{kind}" role="img" aria-label="{text(said)}">{spans}</div>'


def _chip(word: Verdict | State) -> str:
    look = VERDICT_LOOKS[word] if isinstance(word, Verdict) else LOOKS[word]
    kind = word.value.replace(" ", "-")
    return (
        f'<span class="chip {kind}"><span aria-hidden="true">{look.symbol}</span> '
        f"{text(word.value)}</span>"
    )


def _legend(result: Answer) -> str:
    items = "".join(
        f"<li><span>{_chip(verdict)}</span><b>{n}</b>"
        f"<span class=soft>{text(VERDICT_WORDS[verdict])}</span></li>"
        for verdict, n in result.coverage.verdicts.items()
    )
    return f'<ul class="legend" aria-label="What the colours and marks mean">{items}</ul>'


def _anchor(cell: Cell) -> str:
    return f"duty-{cell.provision.id}"


def _map(result: Answer, parts: tuple[Chapter, ...]) -> str:
    number = result.coverage.denominator
    noun = noun_of(result, number)
    said = (
        f"Duty map: {number} {noun}, one square each; the table of {noun} says the same in words."
    )
    return (
        f'<section class="picture">\n<h2>Duty map</h2>\n<p class="soft">Every '
        f"{noun_of(result, 1)} is one square, in reading order. Point at one for its name; "
        f"follow it to its row.</p>\n"
        f"{render_map(lay_out(parts), said, _anchor)}\n</section>"
    )


def _plan(result: Answer, plan: tuple[Stop, ...]) -> str:
    if not plan:
        return '<section id="plan">\n<h2>Plan</h2>\n<p>Nothing is open.</p>\n</section>'
    listed = "".join(
        f'<li><a href="#stop-{at}">{text(stop.title)}</a>: {_begun(stop)}</li>'
        for at, stop in enumerate(plan)
    )
    body = "\n".join(_stop(result, at, stop) for at, stop in enumerate(plan))
    return (
        f'<section id="plan">\n<h2>Plan: what is open, by date of application</h2>\n'
        f'<ul class="stops">{listed}</ul>\n{body}\n</section>'
    )


def _stop(result: Answer, at: int, stop: Stop) -> str:
    rows = "\n".join(
        f'<tr><td class="work">{_chip(gap.cell.verdict)}</td>'
        f'<td class="duty-name">{_linked(gap.cell)}</td>'
        f"<td>{text(work(gap.cell, gap.task))}</td></tr>"
        for gap in stop.gaps
    )
    noun = noun_of(result, len(stop.gaps))
    said = f"{len(stop.gaps)} {noun}" if stop.gaps else _begun(stop)
    head = f'<h3 id="stop-{at}">{text(stop.title)}: {said}</h3>'
    table = (
        f'{_bar(stop.verdicts, small=True)}\n<div class="scroll"><table class="plan"><thead><tr>'
        f'<th scope="col" class="work">Work</th>'
        f'<th scope="col" class="duty-name">{noun_of(result, 1).capitalize()}</th>'
        f'<th scope="col">Task</th></tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>'
    )
    return "\n".join(filter(None, (head, _further(stop), table if stop.gaps else "")))


def _begun(stop: Stop) -> str:
    return str(len(stop.gaps) or "further cases only")


def _further(stop: Stop) -> str:
    """What applies already, and from a date in a further case too."""
    by_case = sorted(stop.further, key=lambda pair: pair[1].key)
    said = []
    for _, same in groupby(by_case, key=lambda pair: pair[1].key):
        pairs = list(same)
        names = ", ".join(_short(gap.cell) for gap, _ in pairs)
        said.append(
            f"<p class=soft>Applies already, from here also in a further case "
            f"({text(pairs[0][1].condition)}): {names}</p>"
        )
    return "\n".join(said)


def _short(cell: Cell) -> str:
    return f'<a href="#{text(_anchor(cell))}">{text(cell.provision.notation)}</a>'


def _linked(cell: Cell) -> str:
    return f"{_short(cell)} {text(_heading(cell))}"


def _heading(cell: Cell) -> str:
    one = cell.provision
    return "" if one.label == one.notation else one.label


def _duties(result: Answer, parts: Iterable[Chapter]) -> str:
    noun = noun_of(result, 2)
    tables = "\n".join(
        f'<h3>{text(chapter.name)}</h3>\n<div class="scroll"><table class="duties"><thead><tr>'
        f'<th scope="col" class="duty-name">{noun_of(result, 1).capitalize()}</th>'
        '<th scope="col" class="work">Work, state</th>'
        '<th scope="col">Task</th><th scope="col">What remains</th>'
        f'<th scope="col" class="in-hand">In hand</th></tr></thead>\n<tbody>\n'
        + "\n".join(_duty(result, cell) for cell in chapter.cells)
        + "\n</tbody></table></div>"
        for chapter in parts
    )
    return f'<section id="duties">\n<h2>All {noun}</h2>\n{tables}\n</section>'


def _duty(result: Answer, cell: Cell) -> str:
    one = cell.provision
    dates = dates_text(result.graph, one, result.coverage.scope.risk).replace("; ", "\n")
    since = f"<br><span class=soft>from {lines(dates)}</span>" if dates else ""
    remains = remains_text(cell)
    left = f"<span class=soft>{text(remains)} remains</span><br>" if remains else ""
    task = task_of(result, cell)
    return (
        f'<tr id="{text(_anchor(cell))}"><td class="duty-name"><b>{text(one.notation)}</b> '
        f"{text(_heading(cell))}{since}</td>"
        f'<td class="work">{_chip(cell.verdict)}<br>{_chip(cell.state)}</td>'
        f"<td>{lines(work(cell, task))}</td><td>{left}{lines(remaining(cell, task))}</td>"
        f"<td>{lines(in_hand(result, cell))}</td></tr>"
    )


def _counts(parts: Iterable[Chapter]) -> str:
    parts = tuple(parts)
    every = tuple(cell for chapter in parts for cell in chapter.cells)
    heads = "".join(
        f'<th scope="col" class="number">{text(w.value)}</th>' for w in (*Verdict, *State)
    )

    def row(name: str, cells: tuple[Cell, ...]) -> str:
        counts = (len(cells), *verdicts_of(cells).values(), *states_of(cells).values())
        numbers = "".join(f'<td class="number">{n}</td>' for n in counts)
        return f'<tr><th scope="row">{text(name)}</th>{numbers}</tr>'

    rows = "\n".join((*(row(c.name, c.cells) for c in parts), row("All", every)))
    states = "; ".join(f"{s.value}: {FULL_WORD[s].lower()}" for s in State)
    return (
        '<section>\n<h2>Counts by chapter</h2>\n<div class="scroll"><table class="counts">'
        f"<caption>The first six columns count the work that is left, the last five the state "
        f"({text(states)}).</caption><thead><tr>"
        f'<th scope="col">Chapter</th><th scope="col" class="number">all</th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>\n</section>"
    )


def _foot(known: Mapping[str, str]) -> str:
    return (
        f"<footer><p>{text(known['Disclaimer'])}</p><p class=soft>{text(known['Licence'])}. "
        f"Data version {text(known['Data version'])}.</p></footer>"
    )


def _about(known: Mapping[str, str]) -> str:
    entries = "\n".join(f"<dt>{text(k)}</dt><dd>{text(v)}</dd>" for k, v in known.items() if v)
    return f"<section>\n<h2>What the numbers rest on</h2>\n<dl>\n{entries}\n</dl>\n</section>"
