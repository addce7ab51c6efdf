"""Fill the generated parts of README.md from the real graph; ``--check`` only compares.

Run it after every change of data: ``make readme``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Question, all_pairs, answer, counts_of
from aimsgraph.answers.sheets import grid_sheet, pairs_sheet
from aimsgraph.compile.cache import bundled_graph
from aimsgraph.coverage.scope import Scope
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_need
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import State

README = Path(__file__).resolve().parent.parent / "README.md"
SHOWN = ("Art. 9(1)", "Art. 19(1)", "Art. 26(2)", "Art. 12(1)", "Art. 73(1)", "Art. 49(1)")


HOLDER: Final = ("nis2ir", "nis2:art_21", "gdpr:art_32", "cra:anx_I", "aiact:art_15")
"""What a holder of an ISO/IEC 27001 certificate asks about first, in one table."""


def markdown(sheet: Sheet) -> list[str]:
    """A table in Markdown."""
    rows = [sheet.columns, ("---",) * len(sheet.columns), *sheet.rows]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]


def states(graph: Graph) -> str:
    """States of every directed pair, and what inference adds to what is asserted."""
    pairs = tuple(all_pairs(graph))
    lines = markdown(grid_sheet(graph, pairs, verdicts=False))
    rows = sum(s.rows for s in graph.mapping_sets)
    none = sum(m.object is None for m in graph.mappings)
    support = sum(bool(m.support) for m in graph.mappings)
    added = {
        state: sum(p.states[state] - p.asserted[state] for p in pairs)
        for state in (State.FULL, State.PARTIAL, State.NONE)
    }
    lines += [
        "",
        (
            f"From {rows} judged rows: {rows - none - support} overlaps, {support} of support, "
            f"{none} that say that nothing corresponds. Over two mappings, inference adds "
            f"{added[State.FULL]} full, {added[State.PARTIAL]} partial and {added[State.NONE]} "
            f"none. Data version `{graph.data_version}`; all regulated parties, current editions, "
            "everything held assumed applicable and implemented."
        ),
    ]
    return "\n".join(lines)


def verdicts(graph: Graph) -> str:
    """Verdicts of every directed pair, and the sentence for a holder of ISO/IEC 27001."""
    found = answer(graph, Question(("iso27001",), "iso42001")).coverage
    count = {v.value: n for v, n in found.verdicts.items()}
    sentence = (
        f"**Holding ISO/IEC 27001, of the {found.denominator} clauses and controls of ISO/IEC "
        "42001 "
        f"{count['reuse']} are reused, {count['extend']} extended, {count['add']} added to, "
        f"{count['start from']} started from, {count['build']} built anew"
        + (f", {count['judge']} not judged" if count["judge"] else "")
        + "** (all controls held assumed applicable and implemented)."
    )
    return "\n".join(
        [sentence, "", *markdown(grid_sheet(graph, tuple(all_pairs(graph)), verdicts=True))]
    )


def holder(graph: Graph) -> str:
    """What an ISO/IEC 27001 certificate gives toward other laws."""
    pairs = []
    for name in HOLDER:
        key, part = resolve_need(graph, name)
        pairs.append(counts_of(answer(graph, Question(("iso27001",), key, Scope(part=part)))))
    full = pairs_sheet(pairs)
    width = full.columns.index("scope")
    lines = markdown(Sheet("", full.columns[:width], tuple(row[:width] for row in full.rows)))
    command = "aimsgraph matrix --have iso27001 " + " ".join(f"--need {n}" for n in HOLDER)
    return "\n".join([*lines, "", f"`{command}`"])


def tell(graph: Graph) -> str:
    """A real answer of the command line, a few rows of it."""
    result = answer(graph, Question(("iso27001", "iso42001"), "aiact"))
    lines = ["```console", "$ aimsgraph gaps --have iso27001 --have iso42001 --need aiact"]
    for gap in gaps(result):
        one = gap.cell.provision
        if one.notation in SHOWN:
            lines += [
                f"{one.notation}  {one.label}  [{gap.cell.state.value}; from {gap.dates[0]}]",
                f"    {gap.task}",
            ]
    counts = ", ".join(f"{s.value} {n}" for s, n in result.coverage.counts.items())
    work = ", ".join(f"{v.value} {n}" for v, n in result.coverage.verdicts.items())
    lines += [
        "...",
        f"{counts} of {result.coverage.denominator} assessable provisions of aiact.",
        f"Work: {work}.",
        "```",
    ]
    return "\n".join(lines)


def main() -> int:
    """Write README.md, or check it."""
    graph = bundled_graph()
    text = README.read_text(encoding="utf-8")
    new = text
    for name, make in (
        ("answer", tell),
        ("verdicts", verdicts),
        ("states", states),
        ("holder", holder),
    ):
        block = f"<!-- generated: {name} -->\n{make(graph)}\n<!-- end -->"
        pattern = re.compile(rf"<!-- generated: {name} -->.*?<!-- end -->", re.DOTALL)
        new = pattern.sub(lambda _, block=block: block, new)  # type: ignore[misc]
    if "--check" in sys.argv:
        print(
            "README.md is up to date." if new == text else "README.md is out of date: make readme"
        )
        return int(new != text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
