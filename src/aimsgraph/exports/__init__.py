"""Exports: one file format a module."""
