"""Words, states, the algebra in plain words, data, licences and limits."""

from __future__ import annotations

import streamlit as st

from aimsgraph.answers.questions import ASSUMED, INFERENCE, METHOD
from aimsgraph.faces.explorer import state
from aimsgraph.faces.explorer import views_about as va
from aimsgraph.faces.explorer.text import plain
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.terms import DISCLAIMER

_LICENCES = """
- **Program:** Apache License 2.0.
- **Ontology, vocabularies, queries, framework descriptions and mappings:** CC BY 4.0.
- **ISO and ISO/IEC standards** are under copyright of ISO and IEC. Only numbers and headings are
  named; no text of a standard is shipped.
- **EU legislation:** © European Union, eur-lex.europa.eu. The law is paraphrased; only the texts in
  the Official Journal are authentic.
"""


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    st.title("About and method")
    st.warning(plain(DISCLAIMER))
    st.header("Coverage states")
    st.markdown("In order of precedence: the first that holds is the state.")
    st.table(va.state_sheet().as_columns(), hide_index=True)
    st.markdown(
        "Beside the state stands a verdict: the work that is left, by rule from the elements of "
        "each duty. It claims nothing about conformity."
    )
    st.table(va.verdict_sheet().as_columns(), hide_index=True)
    inference = INFERENCE.format(hops=DEFAULT_HOPS)
    st.markdown(plain(METHOD.format(inference=inference)))
    st.markdown(plain(ASSUMED))
    st.header("Relations between provisions")
    st.table(va.RELATIONS.as_columns(), hide_index=True)
    st.header("What follows from what")
    st.markdown("\n".join(f"- {plain(line)}" for line in va.ALGEBRA))
    st.header("Words")
    st.table(va.WORDS.as_columns(), hide_index=True)
    st.header("Data")
    st.markdown(f"Data version **{plain(graph.data_version)}**.")
    st.table(va.data_sheet(graph).as_columns(), hide_index=True)
    if graph.mapping_sets:
        st.table(va.set_sheet(graph).as_columns(), hide_index=True)
    else:
        st.info("No mapping set is loaded.")
    st.markdown(
        "Addresses under `https://w3id.org/aimsgraph/` are names. The redirect is not registered, "
        "so they do not open in a browser."
    )
    st.header("Licences")
    st.markdown(_LICENCES)
