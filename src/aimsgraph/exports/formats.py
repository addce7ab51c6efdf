"""The formats in which an analysis leaves: one table that the command line and explorer share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import report_document
from aimsgraph.answers.sheets import coverage_sheet, with_context
from aimsgraph.exports.calendar_file import render_calendar
from aimsgraph.exports.csv_table import render_csv
from aimsgraph.exports.html_report import render_html
from aimsgraph.exports.markdown_report import render_markdown_report
from aimsgraph.exports.pdf_report import render_pdf
from aimsgraph.exports.workbook import render_workbook
from aimsgraph.model.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an analysis.

    Args:
        title: What it is, for people.
        ending: Of the file, without the dot.
        media_type: Of the file.
        write: From an answer to bytes; the same answer gives the same bytes.
    """

    title: str
    ending: str
    media_type: str
    write: Callable[[Answer], bytes]


def _csv(result: Answer) -> bytes:
    return render_csv(with_context(coverage_sheet(result), result)).encode()


def _json(result: Answer) -> bytes:
    return (json.dumps(report_document(result), ensure_ascii=False, indent=2) + "\n").encode()


def _markdown(result: Answer) -> bytes:
    return render_markdown_report(result).encode()


def _html(result: Answer) -> bytes:
    return render_html(result).encode()


def _calendar(result: Answer) -> bytes:
    return render_calendar(result).encode()


def _xlsx(result: Answer) -> bytes:
    return render_workbook(result)


def _late(module: str, name: str) -> Callable[[Answer], bytes]:
    """A function of a module that is loaded when it is first asked: graph programs are heavy."""

    def write(result: Answer) -> bytes:
        written: bytes = getattr(import_module(f"aimsgraph.exports.{module}"), name)(result)
        return written

    return write


MACHINE_FORMATS: Final[dict[str, Format]] = {
    "sssom": Format(
        "Mapping rows, SSSOM",
        "sssom.tsv",
        "text/tab-separated-values",
        _late("sssom_file", "render_sssom"),
    ),
    "ttl": Format("RDF, Turtle", "ttl", "text/turtle", _late("rdf_files", "render_turtle")),
    "nq": Format(
        "RDF with named graphs, N-Quads",
        "nq",
        "application/n-quads",
        _late("rdf_files", "render_nquads"),
    ),
    "jsonld": Format(
        "RDF, JSON-LD", "jsonld", "application/ld+json", _late("rdf_files", "render_jsonld")
    ),
    "graphml": Format(
        "Graph for yEd and Cytoscape, GraphML",
        "graphml",
        "application/graphml+xml",
        _late("analysis_network", "render_analysis_graphml"),
    ),
    "gexf": Format(
        "Graph for Gephi, GEXF",
        "gexf",
        "application/gexf+xml",
        _late("analysis_network", "render_analysis_gexf"),
    ),
    "oscal": Format(
        "Mapping collection, OSCAL 1.2",
        "oscal.json",
        "application/json",
        _late("oscal_mapping", "render_oscal_mapping"),
    ),
    "oscal-catalog": Format(
        "Catalog of what is needed, OSCAL 1.2",
        "catalog.oscal.json",
        "application/json",
        _late("oscal_catalog", "render_oscal_catalog"),
    ),
    "ciso-assistant": Format(
        "Library for CISO Assistant",
        "yaml",
        "application/yaml",
        _late("ciso_assistant", "render_ciso_assistant"),
    ),
}

FORMATS: Final[dict[str, Format]] = {
    "csv": Format("Table of duties, CSV", "csv", "text/csv", _csv),
    "xlsx": Format(
        "Workbook for the auditor",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    ),
    "json": Format("All of it as plain data", "json", "application/json", _json),
    "md": Format("Short report, Markdown", "md", "text/markdown", _markdown),
    "html": Format("Report as one page, offline", "html", "text/html", _html),
    "pdf": Format("Report on paper (extra pdf)", "pdf", "application/pdf", render_pdf),
    "ics": Format("Dates of application, iCalendar", "ics", "text/calendar", _calendar),
    **MACHINE_FORMATS,
}


def export(result: Answer, name: str) -> bytes:
    """An analysis in a format.

    Args:
        result: The answer.
        name: A key of ``FORMATS``.

    Raises:
        UnknownNameError: There is no such format.
        MissingExtraError: The format needs an extra that is not installed.
    """
    if name not in FORMATS:
        raise UnknownNameError(
            f"format {name}", "there is no such format.", f"Known: {', '.join(FORMATS)}."
        )
    return FORMATS[name].write(result)


def file_name(result: Answer, name: str) -> str:
    """What a file of an analysis is called: what is held, what is needed, and the format's ending.

    Args:
        result: The answer.
        name: A key of ``FORMATS``.
    """
    need = (result.coverage.scope.part or result.coverage.need).replace(":", "-").replace("/", "-")
    kind = f"-{name}" if name != FORMATS[name].ending else ""
    return f"aimsgraph-{'-'.join(result.coverage.have)}-to-{need}{kind}.{FORMATS[name].ending}"
