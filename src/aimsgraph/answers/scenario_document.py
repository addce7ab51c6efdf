"""A scenario, worked out, as plain data: what ``aimsgraph scenario --format json`` prints."""

from __future__ import annotations

from dataclasses import asdict

from aimsgraph.answers.consequences import clock_record, penalty_record
from aimsgraph.answers.outline import verdicts_of
from aimsgraph.answers.plan import task_of
from aimsgraph.answers.questions import assumption, editions
from aimsgraph.answers.scenario import Reason, Variation
from aimsgraph.answers.scenario_report import Part, Report, clocks, costs, documents, moments
from aimsgraph.coverage.states import Cell
from aimsgraph.model.terms import DISCLAIMER, LICENCE


def scenario_document(report: Report) -> dict[str, object]:
    """A scenario, worked out, as plain data."""
    scenario = report.scenario
    return {
        "name": scenario.name,
        "title": scenario.title,
        "story": list(scenario.story),
        "needed": [_part(report, part) for part in report.parts],
        "dates": [
            {
                "date": one.date or None,
                "formal_date": one.formal or one.date or None,
                "contested": one.contested,
                "needed": one.part,
                "duties": [cell.provision.id for cell in one.cells],
            }
            for one in moments(report)
        ],
        "evidence": [
            {
                "document": one.label,
                "number": one.number,
                "duties": [p.id for duties in one.duties.values() for p in duties],
            }
            for one in documents(report)
        ],
        "data_version": report.graph.data_version,
        "licence": LICENCE,
        "disclaimer": DISCLAIMER,
    }


def _part(report: Report, part: Part) -> dict[str, object]:
    def cited(one: Reason | Variation) -> list[str]:
        return [report.ids[name] for name in one.cites]

    def numbers(cells: tuple[Cell, ...]) -> dict[str, object]:
        verdicts = {verdict.value: n for verdict, n in verdicts_of(cells).items()}
        return {"denominator": len(cells), "verdicts": verdicts}

    coverage = part.counted.coverage
    return {
        "profile": {key: value for key, value in asdict(part.profile).items() if value},
        "reasons": [{"text": r.text, "provisions": cited(r)} for r in part.need.reasons],
        "outside": [{"text": r.text, "provisions": cited(r)} for r in part.need.outside],
        "counted": numbers(coverage.cells),
        "in_this_case": numbers(part.result.coverage.cells),
        "set_aside": [
            {"text": a.text, "unless": a.unless or None, "duties": [p.id for p in duties]}
            for a, duties in part.asides
        ],
        "tasks": [
            {
                "id": cell.provision.id,
                "heading": cell.provision.label,
                "verdict": cell.verdict.value,
                "task": task_of(part.result, cell),
            }
            for cell in part.result.coverage.cells
        ],
        "changes": [
            {
                "text": c.variation.text,
                "provisions": cited(c.variation),
                "change": dict(c.variation.change),
                "same_duties": c.same,
                "before": numbers(c.before),
                "after": numbers(c.after),
            }
            for c in part.changes
        ],
        "clocks": [clock_record(report.graph, one) for one in clocks(part)],
        "penalties": [
            {**penalty_record(report.graph, one), "duties": [p.id for p in duties]}
            for one, duties in costs(part)
        ],
        "assumption": assumption(coverage.holding),
        "editions": editions(part.counted),
    }
