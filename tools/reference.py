"""Write what is generated of the documentation: the command line, the ontology, the scenarios.

Run ``python tools/reference.py``; with ``--check`` it only says whether they are current.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import rdflib
import typer
from rdflib import OWL, RDF, RDFS, SKOS

from aimsgraph.answers.report import law_as_of
from aimsgraph.answers.scenario import bundled_scenarios, scenario_named
from aimsgraph.answers.scenario_report import work_out
from aimsgraph.compile.cache import bundled_graph
from aimsgraph.exports.scenario_text import Block, Line, blocks, markdown_of
from aimsgraph.faces.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "reference"
AIMS = "https://w3id.org/aimsgraph/ontology#"
KINDS = (
    ("Classes", OWL.Class),
    ("Object properties", OWL.ObjectProperty),
    ("Datatype properties", OWL.DatatypeProperty),
)


def command_line() -> Iterator[str]:
    """Each command with its arguments and options, as its help says them."""
    yield "# Command line\n"
    yield "Generated from the commands themselves. `aimsgraph COMMAND --help` says the same.\n"
    group = typer.main.get_command(app)
    yield from _options("aimsgraph", group)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        yield f"## aimsgraph {name}\n"
        yield f"{(command.help or '').strip()}\n"
        yield from _options(name, command)


def _options(name: str, command: object) -> Iterator[str]:
    rows = [p for p in command.params if p.name != "help"]  # type: ignore[attr-defined]
    if not rows:
        return
    yield f"| {'option' if name == 'aimsgraph' else 'argument or option'} | what it says |"
    yield "|---|---|"
    for one in rows:
        words = ", ".join(f"`{o}`" for o in (*one.opts, *one.secondary_opts) if o.startswith("-"))
        shown = words or f"`{one.metavar or one.name.upper()}`"
        yield f"| {shown} | {(getattr(one, 'help', '') or '').replace('|', chr(92) + '|')} |"
    yield ""


def ontology() -> Iterator[str]:
    """Classes and properties with their labels and comments."""
    graph = rdflib.Graph().parse(ROOT / "ontology" / "aims.ttl", format="turtle")
    yield "# Ontology\n"
    yield f"Generated from `ontology/aims.ttl`. Addresses begin with `{AIMS}`.\n"
    for title, kind in KINDS:
        yield f"## {title}\n"
        yield "| name | label | means |"
        yield "|---|---|---|"
        for term in sorted(t for t in graph.subjects(RDF.type, kind) if str(t).startswith(AIMS)):
            label = graph.value(term, RDFS.label) or graph.value(term, SKOS.prefLabel) or ""
            means = graph.value(term, RDFS.comment) or graph.value(term, SKOS.definition) or ""
            text = " ".join(str(means).split()).replace("|", "\\|")
            yield f"| `aims:{str(term).removeprefix(AIMS)}` | {label} | {text} |"
        yield ""


def scenarios() -> str:
    """The page of the scenarios, with a part of each report between its marks."""
    graph = bundled_graph()
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    for name in bundled_scenarios():
        report = work_out(graph, scenario_named(name))
        day = dt.date.fromisoformat(law_as_of(report.parts[0].counted))
        shown = markdown_of(_shown(blocks(report, day)))
        block = f"<!-- generated: {name} -->\n{shown}\n<!-- end -->"
        mark = re.compile(rf"<!-- generated: {name} -->.*?<!-- end -->", re.DOTALL)
        if not mark.search(page):
            raise SystemExit(f"docs/scenarios.md has no place for {name}.")
        page = mark.sub(lambda _, block=block: block, page)  # type: ignore[misc]
    return page


def _shown(found: Iterable[Block]) -> Iterator[Block]:
    """The case, its numbers, its dates and what would change; headings one level lower."""
    section = ""
    for block in found:
        if isinstance(block, Line) and 0 < block.level <= SECTION:
            section = block.text if block.level == SECTION else ""
            if block.level == 1 or section not in SHOWN:
                continue
        if section in SHOWN:
            heading = isinstance(block, Line) and block.level > 0
            yield replace(block, level=block.level + 1) if heading else block


SECTION = 2
SHOWN = ("", "Duties by date", "What would change the answer")
DOCS = ROOT / "docs"
PAGES = {
    OUT / "cli.md": lambda: "\n".join(command_line()) + "\n",
    OUT / "ontology.md": lambda: "\n".join(ontology()) + "\n",
    DOCS / "scenarios.md": scenarios,
}


def main() -> int:
    """Write the pages, or say whether they are current."""
    OUT.mkdir(parents=True, exist_ok=True)
    stale = []
    for path, made in PAGES.items():
        text = made()
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path)
        else:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(ROOT)} is out of date: python tools/reference.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
