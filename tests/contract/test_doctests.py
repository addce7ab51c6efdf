"""Every example in a docstring is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import aimsgraph

MODULES = sorted(
    name
    for _, name, _ in pkgutil.walk_packages(aimsgraph.__path__, "aimsgraph.")
    if ".faces.explorer." not in name and not name.endswith(("__main__", ".spark"))
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    relations = importlib.import_module("aimsgraph.inference.relations")
    assert sum(bool(t.examples) for t in finder.find(relations)) >= 5
