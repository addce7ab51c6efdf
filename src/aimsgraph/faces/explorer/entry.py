"""What ``streamlit run`` starts; it has no logic of its own."""

from aimsgraph.faces.explorer.main import run

run()
