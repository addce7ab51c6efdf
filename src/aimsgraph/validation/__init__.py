"""Validation: shapes and rules run on files and graphs; what they find."""
