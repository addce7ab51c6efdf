"""Faces: what people touch."""
