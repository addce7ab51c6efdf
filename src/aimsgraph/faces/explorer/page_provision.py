"""What does a provision say, what maps to it, and why?"""

from __future__ import annotations

import streamlit as st

from aimsgraph.answers.questions import Answer
from aimsgraph.faces.explorer import page_proofs, state, views
from aimsgraph.faces.explorer import views_provision as vp
from aimsgraph.faces.explorer.text import PageTable, plain
from aimsgraph.faces.explorer.widgets import (
    choose_hops,
    copy_link,
    download,
    goto,
    link,
    pairs_of_words,
    picked,
    read_address,
    table,
    write_address,
)
from aimsgraph.faces.explorer.widgets_answer import work_of
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve
from aimsgraph.model.records import Provision

_EXAMPLES = ("aiact:art_9", "aiact:art_12.par_1", "iso42001:6.1.4", "iso27001:A.8.15")


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    st.title("Provision")
    read_address("provision", ("id", "with", "hops"))
    wanted = st.text_input(
        "Search",
        key="provision.id",
        placeholder="aiact:art_9.par_2, iso42001 A.6.2.8, Art. 9(2), or words",
        help="Identifier, address, framework and notation, or words of heading and summary.",
        on_change=_forget_pair,
    ).strip()
    if not wanted:
        write_address("provision", {})
        st.markdown("For example:")
        for name in _EXAMPLES:
            if name in graph.provisions:
                link("provision", views.named(graph, name), id=name)
        return
    try:
        one = graph.provisions[resolve(graph, wanted)]
    except UnknownNameError as error:
        write_address("provision", {"id": wanted})
        _search(graph, wanted, error)
        return
    _provision(graph, one, wanted)


def _forget_pair() -> None:
    """Another provision was typed, so the pair in the address is no longer meant."""
    st.session_state[page_proofs.WITH] = ""


def _search(graph: Graph, wanted: str, error: UnknownNameError) -> None:
    hits, more = vp.find(graph, wanted)
    if not hits:
        st.warning(f"{plain(wanted)}: {plain(error.fact)}")
        near = vp.nearest(graph, wanted)
        st.markdown("The nearest known ones:" if near else plain(error.remedy))
        for one in near:
            link("provision", views.named(graph, one.id), id=one.id)
        return
    said = f"the first {len(hits)} are shown, there are more" if more else f"{len(hits)} found"
    st.markdown(f"Provisions for {plain(wanted)}: {said}. Select one to open it.")
    sheet = PageTable(
        ("Framework", "Provision", "Heading", "Summary"),
        tuple(
            (graph.frameworks[p.framework].label, p.notation, views.heading(p), p.summary)
            for p in hits
        ),
        tuple(p.id for p in hits),
    )
    pick = picked(sheet, f"provision.hits.{wanted}", alt="Provisions found")
    if pick:
        goto("provision", id=pick)


def _provision(graph: Graph, one: Provision, wanted: str) -> None:
    framework = graph.frameworks[one.framework]
    st.header(plain(views.named(graph, one.id)))
    if one.summary:
        st.markdown(plain(one.summary))
    if not graph.exists(one):
        st.warning(
            "Not part of the current edition. It stood in: " + plain(", ".join(one.editions)) + "."
        )
    if vp.is_iso(graph, one):
        addresses = " ".join(f"<{a}>" for a in framework.see_also if a.startswith("https://"))
        st.info(f"{plain(vp.ISO_NOTE)} {addresses}")
    _where(graph, one)
    left, right = st.columns(2)
    with left:
        pairs_of_words(vp.facts(graph, one))
    with right:
        _addresses(graph, one)
    _dates(graph, one)
    hops = choose_hops("provision.hops")
    answers = {
        have: state.ask((have,), one.framework, hops=hops)
        for have in views.framework_keys(graph)
        if have != one.framework and one.framework in views.framework_keys(graph)
    }
    _coverage(graph, one, answers)
    _children(graph, one, answers)
    page_proofs.show(graph, one, hops)
    pair = str(st.session_state.get(page_proofs.WITH) or "")
    write_address("provision", {"id": wanted, "with": pair, "hops": str(hops)})
    _mappings(graph, one)
    copy_link()


def _where(graph: Graph, one: Provision) -> None:
    above = list(graph.ancestors(one.id))[::-1]
    if above:
        with st.container(horizontal=True):
            st.markdown("Part of:")
            for parent in above:
                link("provision", f"{parent.notation} {parent.label}"[:70], id=parent.id)


def _addresses(graph: Graph, one: Provision) -> None:
    if one.cites:
        st.markdown("**Cites**")
        with st.container(horizontal=True):
            for curie in one.cites:
                link("provision", views.short(graph, curie), id=curie)
    official = one.see_also or graph.frameworks[one.framework].see_also
    st.markdown("**Official address**\n" + "".join(f"\n- {plain(a)}" for a in official))
    for then in one.former:
        st.markdown(f"**Former version, edition {plain(then.edition)}**")
        pairs_of_words(
            (
                ("Heading", then.label or one.label),
                ("Summary", then.summary or "none recorded"),
                ("Force", graph.label_of("force", then.force.value)),
                ("Bound", views.words_of(graph, "role", then.binds) or "nobody"),
            )
        )


def _dates(graph: Graph, one: Provision) -> None:
    sheet = vp.date_sheet(graph, one)
    if sheet.rows:
        st.subheader("Applies from")
        if any("contested" in str(row[2]) for row in sheet.rows):
            st.warning("A date of this provision is contested. Take advice before you rely on it.")
        table(sheet, "provision.dates")


def _coverage(graph: Graph, one: Provision, answers: dict[str, Answer]) -> None:
    if not answers or one.framework not in views.framework_keys(graph):
        return
    st.subheader("Coverage")
    rows = tuple((graph.frameworks[h].label, vp.own_states(r, one)) for h, r in answers.items())
    table(PageTable(("Holding only", "State of this provision"), rows), "provision.states")
    for have, result in answers.items():
        cell = next((c for c in result.coverage.cells if c.provision.id == one.id), None)
        if cell is not None and (cell.elements or cell.support):
            with st.expander(
                f"Holding {plain(graph.frameworks[have].label)}: elements and support"
            ):
                work_of(cell)
    st.markdown(
        "All controls held are assumed applicable and implemented; "
        "scope: all roles, risk classes and dates."
    )


def _children(graph: Graph, one: Provision, answers: dict[str, Answer]) -> None:
    sheet = vp.child_sheet(graph, one, answers)
    if sheet.rows:
        st.subheader("Parts")
        st.markdown("Select a part to open it.")
        pick = picked(sheet, f"provision.parts.{one.id}", alt="Direct parts with their states")
        if pick:
            goto("provision", id=pick)


def _mappings(graph: Graph, one: Provision) -> None:
    st.subheader("Mappings")
    sheet = vp.mapping_sheet(graph, one, leads=False)
    if sheet.rows:
        st.markdown("Both directions, read from this side. Select a row to open the other side.")
        pick = picked(sheet, f"provision.mappings.{one.id}", alt="Mappings with reasons")
        _open_other(graph, one, pick)
        said = {"provision": views.named(graph, one.id), "data version": graph.data_version}
        download(sheet, said, f"mappings-{one.framework}-{one.local}", "provision.csv")
    else:
        st.info("No typed mapping touches this provision, its parts or what it is a part of.")
    none = vp.none_sheet(graph, one)
    if none.rows:
        st.subheader("Checked, nothing corresponds")
        table(none, "provision.none")
    support = vp.support_sheet(graph, one)
    if support.rows:
        st.subheader("Support")
        st.markdown("What shares nothing with it but helps to achieve it. It proves no coverage.")
        _open_other(graph, one, picked(support, f"provision.support.{one.id}", alt="Support"))
    leads = vp.mapping_sheet(graph, one, leads=True)
    if leads.rows:
        st.subheader("Untyped links")
        st.markdown(
            "Somebody linked these without saying how they relate. They prove nothing and never "
            "count as coverage."
        )
        _open_other(graph, one, picked(leads, f"provision.leads.{one.id}", alt="Untyped links"))


def _open_other(graph: Graph, one: Provision, pick: str) -> None:
    if pick:
        mapping = graph.mapping(pick)
        other = vp.other_end(mapping, graph, one)
        with st.container(border=True):
            st.markdown(f"**{plain(views.named(graph, mapping.subject))}** to "
                        f"**{plain(views.named(graph, mapping.object or ''))}**")  # fmt: skip
            pairs_of_words(
                [
                    (name, text)
                    for name, text in (
                        ("Why", mapping.comment),
                        ("In hand for both", mapping.artefact),
                        ("Elements of the second", " ".join(mapping.object_elements)),
                        ("Elements of the first", " ".join(mapping.subject_elements)),
                        ("The second still demands", mapping.object_residual),
                        ("The first still demands", mapping.subject_residual),
                    )
                    if text
                ]
            )
            link("provision", f"Open {views.short(graph, other)}", id=other)
