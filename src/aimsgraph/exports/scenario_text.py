"""A scenario as a report: one sequence of headings, sentences and tables for every format."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.consequences import ceiling_text
from aimsgraph.answers.dates import day
from aimsgraph.answers.outline import part_of, verdicts_of
from aimsgraph.answers.profile import command
from aimsgraph.answers.questions import assumption, editions
from aimsgraph.answers.report import NO_DATE, held, labels_of, law_as_of, noun_of
from aimsgraph.answers.scenario import Reason
from aimsgraph.answers.scenario_report import (
    Change,
    Moment,
    Part,
    Report,
    Work,
    clocks,
    costs,
    documents,
    moments,
    works,
)
from aimsgraph.exports.html_style import style_sheet
from aimsgraph.exports.markdown_table import markdown_text, render_markdown
from aimsgraph.exports.markup import text
from aimsgraph.model.records import Provision
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import DISCLAIMER, LICENCE, VERDICT_WORDS, State, Verdict, counted

NO_DATE_SET: Final = "a standard sets no date"
_MOST_DOCUMENTS: Final = 10
_MOST_HELD: Final = 3
_MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a sentence, or an entry of a list.

    Args:
        text: What it says.
        level: 1 to 3 for a heading; 0 for a sentence; -1 for an entry of a list.
        lead: Words of the entry that stand out before the text.
    """

    text: str
    level: int = 0
    lead: str = ""


Block = Line | Sheet
"""What a report consists of."""


def blocks(report: Report, today: dt.date) -> Iterator[Block]:
    """A report, piece by piece.

    Args:
        report: The scenario, worked out.
        today: Tells what applies already.
    """
    found = moments(report)
    first = report.parts[0].counted
    yield Line(report.scenario.title, 1)
    yield Line(" ".join(report.scenario.story))
    yield Line(f"Held: {held(first)}. {assumption(first.coverage.holding)}")
    yield _summary(report, found, today)
    yield Line(
        "Counted: every duty of that role and class, as aimsgraph coverage counts them. In this "
        "case: those that touch it; which do not, and why, is said below. The work follows by rule "
        "from judged mappings and claims nothing about conformity."
    )
    yield Line("Profile and why", 2)
    for part in report.parts:
        yield from _why(report, part)
    yield Line("Duties by date", 2)
    yield _dates(report, found, today)
    yield Line("Work", 2)
    for part in report.parts:
        yield from _work(report, part)
    started = tuple(_clocks(report))
    if started:
        yield Line("Clocks that start at an incident", 2)
        yield from started
    priced = tuple(_costs(report))
    if priced:
        yield Line("What a gap can cost", 2)
        yield from priced
    yield Line("Evidence that serves most", 2)
    yield from _evidence(report)
    yield Line("What would change the answer", 2)
    for part in report.parts:
        yield from _changes(report, part)
    yield Line("What the numbers rest on", 2)
    yield from _about(report, today)


def title_of(report: Report, part: Part, *, short: bool = False) -> str:
    """What a part is about: the framework, the role, and the risk class unless it is short."""
    graph, scope = report.graph, part.counted.coverage.scope
    name = graph.frameworks[part.counted.coverage.need].label
    role = f", as {labels_of(graph, 'role', scope.role).lower()}" if scope.role else ""
    risk = f", {labels_of(graph, 'risk', scope.risk)}" if scope.risk and not short else ""
    return name + role + risk


def _summary(report: Report, found: tuple[Moment, ...], today: dt.date) -> Sheet:
    rows = []
    for at, part in enumerate(report.parts):
        later: Counter[str] = Counter()
        now = 0
        for one in found:
            if one.part == at and one.date > today.isoformat():
                later[one.date] += len(one.cells)
            elif one.part == at and one.date:
                now += len(one.cells)
        dated = [f"{now} already"] * bool(now) + [f"{n} from {d}" for d, n in later.items()]
        work = ", ".join(f"{v.value} {n}" for v, n in part.result.coverage.verdicts.items() if n)
        rows.append((
            title_of(report, part), part.counted.coverage.denominator,
            part.result.coverage.denominator, work, ", ".join(dated) or NO_DATE_SET,
        ))  # fmt: skip
    return Sheet("In short", ("needed", "counted", "in this case", "work", "applies"), tuple(rows))


def _cited(report: Report, part: Part, cites: Iterable[str]) -> str:
    """Provisions as people write them, those of another framework with its name."""
    graph, own = report.graph, part.counted.coverage.need
    names = []
    for one in (graph.provisions[report.ids[name]] for name in cites):
        label = "" if one.framework == own else f"{graph.frameworks[one.framework].label} "
        names.append(f"{label}{one.notation}")
    return f" ({', '.join(names)})" if names else ""


def _why(report: Report, part: Part) -> Iterator[Block]:
    yield Line(title_of(report, part), 3)

    def told(reasons: Iterable[Reason]) -> Iterator[Line]:
        return (Line(one.text + _cited(report, part, one.cites), -1) for one in reasons)

    yield from told(part.need.reasons)
    if part.need.outside:
        yield Line("What does not apply, or binds others:")
        yield from told(part.need.outside)
    left = part.counted.coverage.denominator - part.result.coverage.denominator
    if left:
        yield Line(
            f"The profile counts {counted(part.counted.coverage.denominator, 'duty', 'duties')}; "
            f"{left} of them {'does' if left == 1 else 'do'} not touch this case:"
        )
        for aside, duties in part.asides:
            yield Line(f"{aside.text} {_articles(report, duties)}.", -1, f"{len(duties)}:")


def _articles(report: Report, duties: Iterable[Provision]) -> str:
    """Articles and annexes of duties, each with how many of them stand in it."""
    found = Counter(part_of(report.graph, one).notation for one in duties)
    return ", ".join(name if n == 1 else f"{name} ({n})" for name, n in found.items())


def _dates(report: Report, found: tuple[Moment, ...], today: dt.date) -> Sheet:
    rows = tuple(
        (
            _when(report, moment, today),
            title_of(report, report.parts[moment.part], short=True),
            len(moment.cells),
            _articles(report, (cell.provision for cell in moment.cells)),
        )
        for moment in found
    )
    return Sheet("Duties by date", ("from", "needed", "number", "where"), rows)


def _when(report: Report, moment: Moment, today: dt.date) -> str:
    if not moment.date:
        noun = noun_of(report.parts[moment.part].counted, 1)
        return NO_DATE_SET if noun == "requirement" else NO_DATE
    said = day(dt.date.fromisoformat(moment.date))
    if moment.date <= today.isoformat():
        said += ", applies already"
    if moment.formal:
        said += f" (on paper from {day(dt.date.fromisoformat(moment.formal))})"
    return said + (", contested" if moment.contested else "")


def _work(report: Report, part: Part) -> Iterator[Block]:
    yield Line(title_of(report, part), 3)
    tasks = works(part.result)
    joined = False
    for verdict in Verdict:
        mine = [one for one in tasks if one.verdict is verdict]
        if not mine:
            continue
        number = part.result.coverage.verdicts[verdict]
        yield Line(f"{verdict.value.capitalize()}, {number}: {VERDICT_WORDS[verdict].lower()}.")
        for one in mine:
            if len(one.cells) == 1:
                yield Line(_told(one), -1, f"{one.name}:")
                continue
            joined = True
            noun = noun_of(part.counted, 2)
            yield Line(
                f"{one.text}.{_begun(one.held)}", -1, f"{one.name}, {len(one.cells)} {noun}:"
            )
    tail = "Every task, duty by duty" if joined else "The same as a table"
    yield Line(f"{tail}: {command('gaps', part.profile)}")


def _told(one: Work) -> str:
    """The task of one duty in words: what is in hand, and what is open or how it helps."""
    names = " and ".join(one.held)
    if not names:
        return one.text
    if one.verdict is Verdict.REUSE:
        return f"{names}."
    partial = one.cells[0].state is State.PARTIAL
    return f"{names}. Still open: {one.text}" if partial else f"{names} helps: {one.text}"


def _begun(names: tuple[str, ...]) -> str:
    """What the work begins with, most often needed first; how many more there are."""
    if not names:
        return ""
    more = len(names) - _MOST_HELD
    shown = "; ".join(names[:_MOST_HELD])
    return f" In hand: {shown}{f'; and {more} more' if more > 0 else ''}."


def _clocks(report: Report) -> Iterator[Block]:
    for part in report.parts:
        found = clocks(part)
        if found:
            yield Line(title_of(report, part, short=True), 3)
        for one in found:
            to = ", ".join(report.graph.label_of("role", role) for role in one.recipients)
            basis = report.graph.provisions[one.provision].notation
            said = " ".join(filter(None, (one.trigger, one.deadline_text, one.condition)))
            yield Line(said, -1, f"{basis}, {one.step} to {to}:")


def _costs(report: Report) -> Iterator[Block]:
    for part in report.parts:
        found = costs(part)
        if found:
            yield Line(title_of(report, part, short=True), 3)
        for one, duties in found:
            basis = report.graph.provisions[one.provision].notation
            more = " ".join(filter(None, (f"{ceiling_text(one)}.", one.condition, one.exception)))
            reached = f"{_articles(report, duties)}" if len(duties) <= _MOST_NAMED else ""
            number = counted(len(duties), "duty", "duties")
            yield Line(" ".join(filter(None, (more, reached))), -1, f"{basis}, {number}:")


def _evidence(report: Report) -> Iterator[Block]:
    found = documents(report)
    rows = tuple(
        (
            one.label,
            one.number,
            "; ".join(
                f"{report.graph.frameworks[key].label} {_articles(report, duties)}"
                for key, duties in one.duties.items()
            ),
        )
        for one in found[:_MOST_DOCUMENTS]
    )
    yield Line(
        "One document, many duties: each open duty counts once for a document that can show it."
    )
    yield Sheet("Evidence", ("document", "duties", "where"), rows)
    left = len(found) - len(rows)
    if left > 0:
        yield Line(f"{counted(left, 'more kind', 'more kinds')} of document serve fewer.")


def _changes(report: Report, part: Part) -> Iterator[Block]:
    lines = [
        Line(
            _difference(one) + _cited(report, part, one.variation.cites),
            -1,
            f"If {one.variation.text}:",
        )
        for one in part.changes
    ]
    for aside, duties in part.asides:
        if aside.unless:
            more = counted(len(duties), "more duty", "more duties")
            lines.append(Line(f"{more} ({_articles(report, duties)}).", -1, f"If {aside.unless}:"))
    if lines:
        yield Line(title_of(report, part), 3)
        yield from lines


def _difference(one: Change) -> str:
    if not one.after:
        return f"nothing of it binds any more; {len(one.before)} counted now."
    before, after = verdicts_of(one.before), verdicts_of(one.after)
    moved = ", ".join(
        f"{verdict.value} {before[verdict]} to {after[verdict]}"
        for verdict in Verdict
        if before[verdict] != after[verdict]
    )
    if one.same:
        return f"the same {len(one.after)} duties; {moved or 'the same work'}."
    return f"{len(one.after)} duties counted instead of {len(one.before)}; {moved}."


def _about(report: Report, today: dt.date) -> Iterator[Block]:
    seen = {k: v for part in report.parts for k, v in editions(part.counted).items() if v}
    law = min(filter(None, (law_as_of(part.counted) for part in report.parts)), default="")
    yield Line("The same numbers from the command line:")
    for part in report.parts:
        yield Line(command("coverage", part.profile), -1)
    yield Line(
        f"Dates counted on {today.isoformat()}; law as of {law}. Editions: "
        f"{', '.join(f'{k} {v}' for k, v in seen.items())}. "
        f"Data version {report.graph.data_version}. {LICENCE}."
    )
    yield Line(DISCLAIMER)


def render_scenario_markdown(report: Report, today: dt.date) -> str:
    """A report in Markdown."""
    return markdown_of(blocks(report, today))


def markdown_of(found: Iterable[Block]) -> str:
    """Blocks of a report in Markdown."""
    return _spaced([_markdown(block) for block in found])


def _markdown(block: Block) -> str:
    if isinstance(block, Sheet):
        return render_markdown(block)
    said = markdown_text(block.text)
    if block.level > 0:
        return f"{'#' * block.level} {said}\n"
    if block.level == 0:
        return f"{said}\n"
    lead = f"**{markdown_text(block.lead)}** " if block.lead else ""
    return f"- {lead}{said}"


def _spaced(lines: list[str]) -> str:
    """Lines as one text, with an empty line after each list."""
    following = (*lines[1:], "")
    return "\n".join(
        f"{line}\n" if line.startswith("- ") and not after.startswith("- ") else line
        for line, after in zip(lines, following, strict=True)
    )


_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def render_scenario_html(report: Report, today: dt.date) -> str:
    """A report as one HTML page: no script, nothing from elsewhere."""
    name = text(report.scenario.title)
    body: list[str] = []
    listing = False
    for block in blocks(report, today):
        entry = isinstance(block, Line) and block.level < 0
        if entry != listing:
            body.append("<ul>" if entry else "</ul>")
            listing = entry
        body.append(_html(block))
    return "\n".join((
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{name}</title>\n<style>\n{style_sheet()}\n</style>\n</head>\n<body>\n<main>",
        *body,
        "</main>\n</body>\n</html>\n",
    ))  # fmt: skip


def _html(block: Block) -> str:
    if isinstance(block, Line):
        said = text(block.text)
        if block.level > 0:
            return f"<h{block.level}>{said}</h{block.level}>"
        lead = f"<b>{text(block.lead)}</b> " if block.lead else ""
        return f"<li>{lead}{said}</li>" if block.level < 0 else f"<p>{said}</p>"
    heads = "".join(f'<th scope="col">{text(c)}</th>' for c in block.columns)
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in block.rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )
