"""Fill the generated parts of README.md from the real graph; ``--check`` only compares.

Run it after every change of data: ``make readme``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Question, all_pairs, answer
from aimsgraph.compile.load import load_graph
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import State, Verdict

README = Path(__file__).resolve().parent.parent / "README.md"
SHOWN = ("Art. 9(1)", "Art. 19(1)", "Art. 26(2)", "Art. 12(1)", "Art. 73(1)", "Art. 49(1)")


def states(graph: Graph) -> str:
    """Counts of the five states per directed pair: asserted, and with inference."""
    head = " | ".join(s.value for s in State)
    lines = [
        f"| holding | needing | of | {head} | with inference: {head.replace(' | ', ' / ')} |",
        "|---|---|---|" + "---|" * (len(State) + 1),
    ]
    for pair in all_pairs(graph):
        have, need = graph.frameworks[pair.have].label, graph.frameworks[pair.need].label
        asserted = " | ".join(str(pair.asserted[s]) for s in State)
        inferred = " / ".join(str(pair.states[s]) for s in State)
        lines.append(f"| {have} | {need} | {pair.denominator} | {asserted} | {inferred} |")
    rows = sum(s.rows for s in graph.mapping_sets)
    none = sum(m.object is None for m in graph.mappings)
    lines += [
        "",
        (
            f"From {rows} judged rows, {none} of which say that nothing corresponds. Data version "
            f"`{graph.data_version}`; all regulated parties, current editions, everything held "
            "assumed applicable and implemented."
        ),
    ]
    return "\n".join(lines)


def verdicts(graph: Graph) -> str:
    """Counts of the verdicts per directed pair, and the sentence for a holder of ISO/IEC 27001."""
    words = [v.value for v in Verdict]
    lines = [
        f"| holding | needing | of | {' | '.join(words)} |",
        "|---|---|---|" + "---|" * len(words),
    ]
    for pair in all_pairs(graph):
        have, need = graph.frameworks[pair.have].label, graph.frameworks[pair.need].label
        numbers = " | ".join(str(pair.verdicts[v]) for v in Verdict)
        lines.append(f"| {have} | {need} | {pair.denominator} | {numbers} |")
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
    return "\n".join([sentence, "", *lines])


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
    graph = load_graph()
    text = README.read_text(encoding="utf-8")
    new = text
    for name, make in (("answer", tell), ("verdicts", verdicts), ("states", states)):
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
