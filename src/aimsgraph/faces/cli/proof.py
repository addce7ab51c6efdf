"""Commands about why: ``explain``, ``leads``, ``impact``, ``reason``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import (
    Format,
    FormatOption,
    Output,
    Within,
    load,
    note,
    put,
    put_sheets,
    render_json,
)

if TYPE_CHECKING:
    from aimsgraph.model.graph import Graph

Provision = Annotated[str, typer.Argument(help="CURIE, address, or 'aiact Art. 9(2)'.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("explain")(explain)
    app.command("leads")(leads)
    app.command("impact")(impact)
    app.command("reason")(reason)


def explain(
    subject: Provision,
    target: Annotated[str, typer.Argument(metavar="OBJECT", help="The other provision.")],
    hops: Within = 2,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """What is known about a pair of provisions, and the proof, step by step."""
    from aimsgraph.answers.explanations import explanation, render_explanation
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.names import resolve

    if form not in {Format.TABLE, Format.JSON}:
        raise UnknownNameError(
            f"--format {form.value}", "`explain` writes a proof, not a table.", "Use json or table."
        )
    graph = load()
    found = explanation(graph, resolve(graph, subject), resolve(graph, target), hops)
    if form is Format.JSON:
        put(render_json(found.as_dict()), output)
    else:
        put(render_explanation(found), output)


def leads(
    name: Annotated[str, typer.Argument(metavar="ID", help="The provision that is needed.")],
    have: Annotated[
        list[str] | None, typer.Option("--have", help="Only from this framework.")
    ] = None,
    hops: Within = 2,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Chains of mappings that suggest a relation and prove none; never counted as coverage."""
    from aimsgraph.answers.explanations import leads_sheet
    from aimsgraph.model.names import resolve, resolve_frameworks

    graph = load()
    curie = resolve(graph, name)
    keys = list(resolve_frameworks(graph, have or ())) or [
        k for k in graph.frameworks if k != graph.provisions[curie].framework
    ]
    sheet, capped = leads_sheet(graph, curie, tuple(keys), hops)
    if form is Format.JSON:
        rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        put(render_json({"id": curie, "leads": rows, "capped": capped, **_about(graph)}), output)
        return
    put_sheets((sheet,), 0, form, output)
    if not sheet.rows:
        note(f"No chain of at most {hops} mappings leads to {curie} without proving something.")
    if capped:
        note(f"Only the first {len(sheet.rows)} are shown.")


def impact(
    mapping: Annotated[
        str, typer.Argument(help="Id of a mapping; without one, those that carry most.")
    ] = "",
    hops: Within = 2,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """What falls if a mapping is retracted? Without an id: which mappings carry most?"""
    from aimsgraph.answers.explanations import impact_sheet, weight_sheet

    graph = load()
    sheet = (
        impact_sheet(graph, _known(graph, mapping), hops) if mapping else weight_sheet(graph, hops)
    )
    if form is Format.JSON:
        rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        put(render_json({"mapping": mapping or None, "rows": rows, **_about(graph)}), output)
        return
    put_sheets((sheet,), 0, form, output)
    if mapping and not sheet.rows:
        note("Nothing falls: everything it proves follows from other mappings too.")


def _about(graph: Graph) -> dict[str, str]:
    """What stands beside every answer in JSON."""
    from aimsgraph.model.terms import DISCLAIMER

    return {"data_version": graph.data_version, "disclaimer": DISCLAIMER}


def _known(graph: Graph, mapping: str) -> str:
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.nearest import nearest
    from aimsgraph.rdf.dataset import mapping_iri

    wanted = mapping.removeprefix(mapping_iri(""))
    ids = [m.id for m in graph.mappings]
    if wanted in ids:
        return wanted
    short = [i for i in ids if i.partition("/")[2] == wanted]
    if len(short) == 1:
        return short[0]
    near = nearest(wanted, ids, 2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`aimsgraph impact` lists some."
    raise UnknownNameError(mapping, "there is no such mapping.", hint)


def reason(
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Let OWL reasoners judge the ontology and what the closure concludes."""
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.rdf.oracle import compare
    from aimsgraph.rdf.reasoners import consistency, java_present

    graph = load()
    rows: list[tuple[str | int | float, ...]] = []
    if java_present():
        verdict = consistency()
        rows.append(("HermiT", "ontology", "consistent" if verdict.consistent else "INCONSISTENT"))
    else:
        note(
            "There is no Java, so HermiT was not asked, only owlrl. Install a runtime to ask both."
        )
    fine = True
    for judge in compare(graph):
        fine = fine and not judge.differences
        for name, (ours, theirs) in judge.counts.items():
            rows.append((judge.name, name, f"closure {ours}, reasoner {theirs}"))
        rows += [(judge.name, "DIFFERENCE", text) for text in judge.differences]
    columns = ("judge", "about", "verdict")
    if form is Format.JSON:
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        put(render_json({"verdicts": told, **_about(graph)}), output)
    else:
        put_sheets((Sheet("Reasoning", columns, tuple(rows)),), 0, form, output)
    if not fine:
        raise typer.Exit(3)
    note("Closure and reasoners agree.")
