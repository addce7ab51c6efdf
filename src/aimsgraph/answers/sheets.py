"""An answer as tables: the rows that CSV, XLSX and Markdown write, each from one function."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from aimsgraph.answers.consequences import penalties_of, penalty_text
from aimsgraph.answers.plan import gaps, task_of
from aimsgraph.answers.questions import (
    NO_DATES,
    Answer,
    PairCounts,
    assumption,
    context_of,
    document,
    editions,
)
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.inference.relations import symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Mapping
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import (
    DISCLAIMER,
    FULL_WORD,
    LICENCE,
    MARK_WORDS,
    VERDICT_WORDS,
    WHOLE,
    Mark,
    State,
    Verdict,
)

DECISIONS: Final = ("agree", "disagree", "not applicable", "open")
"""What a reviewer can choose in the drop-down."""


def readme_sheet(result: Answer) -> Sheet:
    """What the numbers are about: scope, editions, data version, method, disclaimer."""
    facts = document(result)
    coverage = result.coverage
    rows: list[tuple[str | int | float, ...]] = [
        ("Question", f"Holding {', '.join(coverage.have)}: what is covered of {coverage.need}?"),
        *((f"Scope: {k}", v) for k, v in result.scope_facts.items()),
        *((f"Edition: {k}", v) for k, v in editions(result).items()),
        ("Data version", result.graph.data_version),
        *(
            (f"Law as of: {key}", result.graph.frameworks[key].law_as_of)
            for key in dict.fromkeys((*coverage.have, coverage.need))
        ),
        ("Method", str(facts["method"])),
        (
            "Statement of applicability",
            assumption(coverage.holding),
        ),
        ("Denominator", coverage.denominator),
        *([("By date", result.applying.text or NO_DATES)] if result.applying else []),
        *((f"State: {FULL_WORD[s]} ({s.value})", n) for s, n in coverage.counts.items()),
        *((f"Verdict: {v.value}: {VERDICT_WORDS[v]}", n) for v, n in coverage.verdicts.items()),
        ("Licence", LICENCE),
        ("Disclaimer", DISCLAIMER),
    ]
    return Sheet("README", ("Item", "Value"), tuple(rows))


def only(sheet: Sheet, verdicts: Collection[Verdict]) -> Sheet:
    """The rows of a table with certain verdicts; all of them when none is named."""
    if not verdicts:
        return sheet
    at, wanted = sheet.columns.index("verdict"), {v.value for v in verdicts}
    return Sheet(sheet.name, sheet.columns, tuple(row for row in sheet.rows if row[at] in wanted))


def elements_text(cell: Cell, *marks: Mark | None) -> str:
    """The elements of a needed provision that are met in certain ways, with by whom."""
    lines = []
    for one in cell.elements:
        if one.mark in marks:
            how = f" ({MARK_WORDS[one.mark]})" if one.mark in {Mark.IN_KIND, Mark.BEGUN} else ""
            by = f": {', '.join(one.by)}" if one.by else ""
            key = "" if one.element.key == WHOLE else f"{one.element.key} "
            lines.append(f"{key}{one.element.text}{how}{by}")
    return "\n".join(lines)


def coverage_sheet(result: Answer) -> Sheet:
    """One row for each needed provision, with columns for a reviewer's decision."""
    graph = result.graph
    rows = []
    for cell in result.coverage.cells:
        one = cell.provision
        best = cell.sources[0] if cell.sources else None
        rows.append(
            (
                one.id,
                one.notation,
                one.label,
                one.force.value,
                "; ".join(graph.label_of("role", r) for r in one.binds),
                "; ".join(graph.label_of("risk", r) for r in one.applies_to),
                dates_text(graph, one, result.coverage.scope.risk),
                cell.state.value,
                cell.verdict.value,
                remains_text(cell),
                task_of(result, cell),
                elements_text(cell, Mark.MET),
                elements_text(cell, Mark.IN_KIND, Mark.BEGUN),
                elements_text(cell, None),
                "; ".join(cell.gap),
                "\n".join(f"{m.subject} ({m.support}): {m.comment}" for m in cell.support),
                cell.reason,
                "; ".join(s.id for s in cell.sources),
                symbol(best.mask) if best else "",
                round(best.confidence, 4) if best else "",
                best.residual if best and cell.state is not State.FULL else "",
                "; ".join(graph.label_of("evidence", e) for e in one.evidence),
                "",
                "",
            )
        )
    columns = (
        "id", "notation", "heading", "force", "binds", "risk classes", "applies from", "state",
        "verdict", "remains", "task", "elements met", "elements in part", "elements open",
        "gap kinds", "supported by", "reason", "held provisions", "best relation", "confidence",
        "what remains",
        "evidence", "reviewer decision", "reviewer note",
    )  # fmt: skip
    return Sheet("Coverage", columns, tuple(rows))


def mappings_sheet(result: Answer) -> Sheet:
    """One row for each held provision that certainly overlaps a needed one."""
    graph = result.graph
    rows = []
    for cell in result.coverage.cells:
        for source in cell.sources:
            last = graph.mapping(source.mappings[-1]) if source.mappings else None
            rows.append(
                (
                    cell.provision.id,
                    cell.provision.label,
                    source.id,
                    graph.provisions[source.id].label,
                    symbol(source.mask),
                    round(source.confidence, 4),
                    source.residual,
                    "; ".join(source.gap),
                    last.artefact if last else "",
                    last.comment if last else "",
                    "; ".join(last.see_also) if last else "",
                    " + ".join(source.mappings),
                    source.hops,
                    "inferred" if source.inferred else "asserted",
                )
            )
    columns = (
        "needed", "needed heading", "held", "held heading", "relation (held to needed)",
        "confidence", "what remains", "gap kinds", "shared artefact", "why", "source", "mapping",
        "hops", "asserted or inferred",
    )  # fmt: skip
    return Sheet("Mappings", columns, tuple(rows))


def remains_text(cell: Cell) -> str:
    """How much of a needed provision is open, and whether somebody judged it."""
    if cell.remains is None:
        return ""
    return cell.remains.value if cell.judged else f"{cell.remains.value} (not judged)"


def cost_of(result: Answer, cell: Cell) -> list[str]:
    """The penalties that a breach of a needed provision can bring for the role in scope."""
    role = result.coverage.scope.role
    found = penalties_of(result.graph, cell.provision, role)
    return [penalty_text(result.graph, p) for p in found]


def gaps_sheet(result: Answer) -> Sheet:
    """What is not covered in full, in the order in which it should be looked at."""
    rows = [
        (
            gap.cell.provision.id,
            gap.cell.provision.notation,
            gap.cell.provision.label,
            gap.cell.state.value,
            gap.cell.verdict.value,
            remains_text(gap.cell),
            gap.task,
            dates_text(result.graph, gap.cell.provision, result.coverage.scope.risk),
            gap.cell.provision.force.value,
            gap.cell.provision.summary,
            "\n".join(f"{curie}: {text}" for curie, text in gap.residuals)
            or f"Everything: {gap.cell.provision.summary}"
            + (f"\n{gap.cell.reason}" if gap.cell.removed else ""),
            gap.lead or "",
            "\n".join(cost_of(result, gap.cell)),
        )
        for gap in gaps(result)
    ]
    columns = (
        "id", "notation", "heading", "state", "verdict", "remains", "task", "applies from", "force",
        "what it demands",
        "what remains, by held provision", "nearest lead", "what a breach can cost",
    )  # fmt: skip
    return Sheet("Gaps", columns, tuple(rows))


def with_context(sheet: Sheet, result: Answer) -> Sheet:
    """A table with what its numbers rest on in each row, so that a CSV carries it.

    A head above the column names would keep spreadsheets from sorting and pandas from reading.
    """
    coverage = result.coverage
    context: dict[str, str | int | float] = {
        "have": " + ".join(coverage.have),
        "need": coverage.need,
        "denominator": coverage.denominator,
        **context_of(result),
        "licence": LICENCE,
        "disclaimer": DISCLAIMER,
    }
    return Sheet(
        sheet.name,
        (*sheet.columns, *context),
        tuple((*row, *context.values()) for row in sheet.rows),
    )


def sheets(result: Answer) -> tuple[Sheet, ...]:
    """All sheets of the coverage workbook."""
    return (
        readme_sheet(result),
        coverage_sheet(result),
        mappings_sheet(result),
        gaps_sheet(result),
    )


def pairs_sheet(pairs: Collection[PairCounts]) -> Sheet:
    """Counts of states and of verdicts for each pair, and what they rest on in each row."""
    rows: list[tuple[str | int | float, ...]] = []
    for p in pairs:
        counts = (*p.states.values(), *p.verdicts.values())
        rows.append((p.have, p.need, p.denominator, *counts, *p.context.values()))
    words = (w.value for w in (*State, *Verdict))
    context = next((p.context for p in pairs), {})
    return Sheet("Matrix", ("have", "need", "denominator", *words, *context), tuple(rows))


def pairs_document(pairs: Collection[PairCounts]) -> dict[str, object]:
    """The same as plain data, as ``matrix --format json`` prints it."""
    return {
        "data_version": next((p.context["data version"] for p in pairs), ""),
        "disclaimer": DISCLAIMER,
        "pairs": [
            {
                "have": p.have,
                "need": p.need,
                "denominator": p.denominator,
                "states": {s.value: n for s, n in p.states.items()},
                "asserted": {s.value: n for s, n in p.asserted.items()},
                "verdicts": {v.value: n for v, n in p.verdicts.items()},
                **{k.replace(" ", "_"): v for k, v in p.context.items()},
            }
            for p in pairs
        ],
    }


def grid_sheet(graph: Graph, pairs: Collection[PairCounts], *, verdicts: bool) -> Sheet:
    """Every framework held against every one needed: the counts of a pair in one cell.

    Args:
        graph: The graph.
        pairs: Directed pairs of frameworks.
        verdicts: Count verdicts; states otherwise.

    Returns:
        A row a framework held, a column a framework needed with its denominator.
    """
    cells = {(p.have, p.need): p for p in pairs}
    held = sorted({p.have for p in pairs})
    needed = {p.need: p.denominator for p in sorted(pairs, key=lambda p: p.need)}
    words = tuple(w.value for w in (Verdict if verdicts else State))

    def cell(have: str, need: str) -> str:
        pair = cells.get((have, need))
        if pair is None:
            return ""
        counts = (pair.verdicts if verdicts else pair.states).values()
        return " / ".join(map(str, counts))

    head = f"holding; {' / '.join(words)} of"
    columns = (head, *(f"{graph.frameworks[k].label} ({n})" for k, n in needed.items()))
    rows = tuple((graph.frameworks[k].label, *(cell(k, n) for n in needed)) for k in held)
    return Sheet("Verdicts" if verdicts else "States", columns, rows)


def relation_word(mapping: Mapping) -> str:
    """What a mapping says of its two ends, in a word or two."""
    if mapping.relation is not None:
        return mapping.relation.value
    if mapping.support:
        return f"supports ({mapping.support})"
    return "nothing corresponds" if mapping.none_in else "untyped"


def mapping_rows(graph: Graph, mappings: tuple[Mapping, ...]) -> Sheet:
    """Mappings as a reader sees them, both ends with their labels."""
    rows = tuple(
        (
            m.subject,
            graph.provisions[m.subject].label,
            relation_word(m),
            m.object or m.none_in,
            graph.provisions[m.object].label if m.object else "",
            m.confidence,
            m.comment,
            m.artefact,
            " ".join(m.object_elements),
            "; ".join(m.object_gap),
            m.object_residual,
            " ".join(m.subject_elements),
            "; ".join(m.subject_gap),
            m.subject_residual,
            m.id,
        )
        for m in mappings
    )
    columns = (
        "subject", "subject heading", "relation", "object", "object heading", "confidence", "why",
        "shared artefact", "elements of the object", "object gap", "object still demands",
        "elements of the subject", "subject gap", "subject still demands", "mapping",
    )  # fmt: skip
    return Sheet("Mappings", columns, rows)
