"""Compile: the texts of folders compiled to one graph, and the compiled graph kept."""
