"""Independent readers of what is exported, for the tests of exports."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import openpyxl
from openpyxl.workbook import Workbook

from aimsgraph.model.graph import Graph
from aimsgraph.model.records import ApplicationRule
from worlds import world

VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Page(HTMLParser):
    """A page as elements: how often each stands, every attribute, the text of each kind."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; its end must come."""
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text and the element that it stands in."""
        self.texts.append((self.open[-1] if self.open else "", data))

    def of_class(self, name: str) -> list[dict[str, str]]:
        """The attributes of every element of a class."""
        return [a for _, a in self.tags if name in a.get("class", "").split()]


def read_html(text: str) -> Page:
    """A page, every element of it closed."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def read_svg(text: str) -> ET.Element:
    """A picture, which must be well-formed XML."""
    return ET.fromstring(text)  # noqa: S314  (made by the test)


def read_book(content: bytes) -> Workbook:
    """A workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))


def records(book: Workbook, name: str) -> list[dict[str, object]]:
    """The rows of a sheet by the names in its first row."""
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def events(content: bytes) -> list[Any]:
    """The events of a calendar, by the names of their properties."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


EVIL = (
    '</title></text></svg><script>alert(1)</script><img src=x onerror="alert(1)">'
    "\r\nEND:VEVENT\r\nBEGIN:VALARM\n=1+1 \x00\x0b ; , \\n | `x` [l](javascript:alert(1)) "
    "\u0416\u732b"
)
"""A label that is code in some format or other."""


def hostile_world() -> Graph:
    """A small graph that says something evil wherever a user can say anything, and has a date."""
    graph = world(
        {"have": ["a", "b"], "need": ["s", "t", "u"]},
        [("have:a", "intersects", "need:t"), ("have:b", "none", "need")],
    )
    rule = ApplicationRule("when", "2027-12-02", condition=EVIL)
    later = ApplicationRule("later", "2028-12-02", condition=EVIL)
    provisions = {
        curie: replace(
            one,
            label=EVIL,
            summary=EVIL,
            application=() if one.notation == "u" else ("when", "later"),
        )
        for curie, one in graph.provisions.items()
    }
    mappings = tuple(
        replace(
            m,
            comment=EVIL,
            object_residual=EVIL,
            artefact=EVIL,
            subject_judged="",
            object_judged="",
        )
        for m in graph.mappings
    )
    frameworks = {key: replace(one, label=EVIL) for key, one in graph.frameworks.items()}
    return replace(
        graph,
        provisions=provisions,
        mappings=mappings,
        frameworks=frameworks,
        rules={"when": rule, "later": later},
    )
