"""Inference: what certainly follows from mappings, with its proofs and contradictions."""
