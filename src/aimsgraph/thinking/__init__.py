"""Thinking: pure functions from the graph to relations, coverage and proofs."""
