"""Exporters: one file format a module."""
