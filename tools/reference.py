"""Write the generated pages of the documentation: the command line and the ontology.

Run ``python tools/reference.py``; with ``--check`` it only says whether they are current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import rdflib
import typer
from rdflib import OWL, RDF, RDFS, SKOS

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


PAGES = {"cli.md": command_line, "ontology.md": ontology}


def main() -> int:
    """Write the pages, or say whether they are current."""
    OUT.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, made in PAGES.items():
        text = "\n".join(made()) + "\n"
        path = OUT / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is out of date: python tools/reference.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
