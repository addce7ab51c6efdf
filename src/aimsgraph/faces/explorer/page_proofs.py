"""Why: the part of the provision page with proofs, leads and contradictions."""

from __future__ import annotations

import streamlit as st

from aimsgraph.answers.explanations import Explanation, render_explanation
from aimsgraph.faces.explorer import state, views
from aimsgraph.faces.explorer import views_proof as vf
from aimsgraph.faces.explorer.text import PageTable, plain
from aimsgraph.faces.explorer.widgets import choose, ink, link, picked, table
from aimsgraph.inference.relations import symbol
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve
from aimsgraph.model.records import Curie, Provision

WITH = "provision.with"
_TOWARDS = {"in": "From the other provision to this one", "out": "From this one to the other"}


def show(graph: Graph, one: Provision, hops: int) -> None:
    """Draw the proofs of a chosen pair, and the leads apart.

    Args:
        graph: The graph.
        one: The provision of the page.
        hops: Most mappings along a path.
    """
    st.subheader("Proofs", anchor="proofs")
    if not one.normative:
        st.info("It demands nothing of anybody, so it takes part in no proof.")
        st.session_state[WITH] = ""
        return
    known = {str(k.id): k for k in vf.known_about(state.knowledge(hops), one.id)}
    _contradictions(graph, one, known)
    asked = _asked(graph, one)
    options = dict.fromkeys([*known, *([asked] if asked else [])])
    leads = _leads(graph, one, hops)
    options.update(dict.fromkeys(key for key in leads.keys if key not in options))
    if not options:
        st.info("Nothing is certain about it, within so many mappings, in any other framework.")
        return

    def shown(key: str) -> str:
        if key in known:
            said = known[key].words
        elif key in leads.keys:
            said = "a lead only"
        else:
            said = symbol(state.explained(Curie(key), one.id, hops).mask)
        return f"{views.named(graph, key)} ({said})"

    other = choose("Other provision of the pair", WITH, tuple(options), shown, next(iter(options)))
    towards = st.radio(
        "Read it", tuple(_TOWARDS), format_func=lambda k: _TOWARDS[k], horizontal=True,
        key="provision.towards",
    )  # fmt: skip
    ends = (Curie(other), one.id) if towards == "in" else (one.id, Curie(other))
    _proofs(graph, state.explained(*ends, hops))
    link("provision", f"Open {views.short(graph, other)}", id=other)
    st.subheader("Leads")
    if not leads.rows:
        st.markdown("No path within so many mappings suggests a relation without proving one.")
        return
    st.markdown(
        "Paths that suggest a relation and prove none, with their confidence. They never count as "
        "coverage. Select one to see its path above."
    )
    pick = picked(leads, f"provision.lead.{one.id}.{hops}", alt="Leads with their confidence")
    if pick and pick != st.session_state.get("provision.lead"):
        st.session_state["provision.lead"] = pick
        st.session_state["provision.next"] = pick
        st.rerun()


def _asked(graph: Graph, one: Provision) -> str:
    """The other provision that the address or a selected lead asks for, if it can be shown."""
    picked_lead = st.session_state.pop("provision.next", "")
    if picked_lead:
        st.session_state[WITH] = picked_lead
    wanted = str(st.session_state.get(WITH) or "")
    if not wanted:
        return ""
    try:
        curie = resolve(graph, wanted)
    except UnknownNameError:
        return ""
    if graph.provisions[curie].framework == one.framework or not graph.provisions[curie].normative:
        return ""
    st.session_state[WITH] = str(curie)
    return str(curie)


def _leads(graph: Graph, one: Provision, hops: int) -> PageTable:
    keys = [k for k in views.framework_keys(graph) if k != one.framework]
    found = [(key, *state.leads(one.id, key, hops)) for key in keys]
    if any(capped for _, _, capped in found):
        st.markdown("There are more leads than are listed.")
    return vf.lead_sheet(graph, [(key, sheet) for key, sheet, _ in found])


def _contradictions(graph: Graph, one: Provision, known: dict[str, vf.Known]) -> None:
    found = [k for k in known.values() if k.clash]
    if found:
        names = "; ".join(views.named(graph, k.id) for k in found)
        st.error(
            f"⚡ Contradictory: the mappings between {plain(views.short(graph, one.id))} and "
            f"{plain(names)} cannot all be right. The pair is left out of coverage until mended."
        )


def _proofs(graph: Graph, found: Explanation) -> None:
    said = f"{views.named(graph, found.source)} to {views.named(graph, found.target)}"
    verdict = f"**{plain(said)}.** {plain(found.conclusion)}"
    if found.mask == 0:
        st.error(verdict)
    else:
        st.info(verdict)
    for row in found.none:
        st.markdown(f"- Nothing corresponds, says {plain(row)}.")
    paths = found.proofs.paths
    if paths:
        st.graphviz_chart(vf.diagram(found, ink()), width="stretch", alt=vf.diagram_words(found))
        st.markdown(
            "Solid: proves coverage. Dashed: proves overlap. Dotted: a lead. Diamond: a step along "
            "the tree, which is free."
            + (f" Drawn: {vf.DRAWN} of {len(paths)} paths." if len(paths) > vf.DRAWN else "")
        )
        table(vf.path_sheet(found), "provision.paths", alt="Paths of this pair")
    if found.proofs.capped:
        st.warning("There may be more paths than are shown.")
    with st.expander("The same as text, to be checked by hand", expanded=not paths):
        st.code(render_explanation(found), language=None, wrap_lines=True)
