"""The needed framework of an analysis as an OSCAL catalog, in the project's own words.

Chapters, annexes and objectives are groups; articles, clauses and controls are controls; paragraphs
and points are statements of their control. Recitals command nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from aimsgraph.answers.extract import extract_of, outline_of, still_open
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.oscal import (
    NAMESPACE,
    Node,
    back_matter,
    findings,
    given,
    is_control,
    is_group,
    line,
    metadata,
    props,
    render,
    token,
    uuid_of,
)
from aimsgraph.model.records import Curie, Provision


def render_oscal_catalog(result: Answer) -> bytes:
    """The needed framework as a catalog, each duty in scope with what was found about it."""
    coverage = result.coverage
    framework = result.graph.frameworks[coverage.need]
    title = f"{framework.label}, in words of the aimsgraph project"
    writer = _Writer(result)
    document = given(
        uuid=uuid_of(result, "catalog"),
        metadata=metadata(result, extract_of(result), title),
        **writer.content(one for one in writer.shown if one.parent is None),
        back_matter=back_matter(result, [coverage.need]),
    )
    return render({"catalog": document})


class _Writer:
    """Turns the outline of the needed framework into groups, controls and parts.

    Args:
        result: The answer.
    """

    def __init__(self, result: Answer) -> None:
        self.result = result
        self.graph = result.graph
        self.cells: dict[Curie, Cell] = {c.provision.id: c for c in result.coverage.cells}
        self.shown = outline_of(result, result.coverage.need)
        self._ids = frozenset(one.id for one in self.shown)

    def _below(self, one: Provision) -> list[Provision]:
        return [p for p in self.graph.children.get(one.id, ()) if p.id in self._ids]

    def content(self, provisions: Iterable[Provision]) -> Node:
        """Groups and controls among some provisions of one level."""
        found = list(provisions)
        groups = [self._group(p) for p in found if is_group(self.graph, p)]
        controls = [self._control(p) for p in found if not is_group(self.graph, p)]
        return given(groups=groups, controls=controls)

    def _group(self, one: Provision) -> Node:
        inside = self.content(self._below(one))
        if len(inside) > 1:  # OSCAL wants a group to hold either groups or controls
            loose = {"title": f"{line(one.label)}: other", "controls": inside.pop("controls")}
            inside["groups"].append(loose)
        overview = given(id=f"{token(one.id)}_ovw", name="overview", prose=one.summary or one.label)
        return given(
            id=token(one.id),
            class_=one.kind,
            title=line(one.label),
            props=self._props(one),
            links=_links(one),
            parts=[overview],
            **inside,
        )

    def _control(self, one: Provision) -> Node:
        below = self._below(one)
        nested = [p for p in below if is_control(self.graph, p)]
        items = [self._item(p) for p in below if not is_control(self.graph, p)]
        statement = given(
            id=f"{token(one.id)}_smt", name="statement", prose=one.summary, parts=items
        )
        return given(
            id=token(one.id),
            class_=one.kind,
            title=line(one.label),
            props=self._props(one),
            links=_links(one),
            parts=[
                *([statement] if one.summary or items else []),
                *self._own_parts(one),
            ],
            controls=[self._control(p) for p in nested],
        )

    def _item(self, one: Provision) -> Node:
        return given(
            id=token(one.id),
            name="item",
            class_=one.kind,
            title=line(one.label),
            props=self._props(one),
            prose=one.summary,
            parts=[*(self._item(p) for p in self._below(one)), *self._own_parts(one)],
            links=_links(one),
        )

    def _own_parts(self, one: Provision) -> list[Node]:
        """The elements of a provision, and what of it is still open."""
        elements = [
            given(
                id=token(e.id),
                name="element",
                ns=NAMESPACE,
                props=props(("hard", "yes" if e.hard else "")),
                prose=e.text,
            )
            for e in one.elements
        ]
        cell = self.cells.get(one.id)
        left = still_open(cell) if cell else ()
        prose = "\n".join(f"- {line(text)}" for text in left)
        part = given(id=f"{token(one.id)}_open", name="still-open", ns=NAMESPACE, prose=prose)
        return [*elements, *([part] if prose else [])]

    def _props(self, one: Provision) -> list[Node]:
        graph, scope = self.graph, self.result.coverage.scope
        cell = self.cells.get(one.id)
        position = f"{one.position:08d}"
        return [
            *props(("label", one.notation), ("sort-id", position), own=False),
            *props(
                ("identifier", one.id),
                ("address", one.iri),
                ("force", one.force.value),
                *(("binds", graph.label_of("role", role)) for role in one.binds),
                *(("applies-to", graph.label_of("risk", risk)) for risk in one.applies_to),
                ("applies-from", dates_text(graph, one, scope.risk)),
                *(("evidence", graph.label_of("evidence", kind)) for kind in one.evidence),
                ("in-scope", "yes" if cell else "no"),
            ),
            *findings(cell),
        ]


def _links(one: Provision) -> list[Node]:
    return [{"href": address, "rel": "reference"} for address in one.see_also]
