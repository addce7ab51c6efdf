"""Formats: files of one kind read to plain values and written back, whole or not at all."""
