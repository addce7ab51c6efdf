"""The drawing of the house against the house."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from worlds import ROOT

PACKAGE = ROOT / "src" / "aimsgraph"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DRAWN = re.findall(r"^(\w+) {2,}\S", PAGE.split("```")[1], re.MULTILINE)


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return {room_of(name) for name in names if name.split(".")[0] == "aimsgraph"} - {""}


def used() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if not room.startswith("__"):
            found.setdefault(room, set()).update(imports(path) - {room})
    return found


def test_every_room_is_drawn_and_every_drawn_room_is_there() -> None:
    assert sorted(DRAWN) == sorted(used())


def test_each_room_uses_what_the_page_says_and_nothing_else() -> None:
    said = {
        room: set(re.findall(r"`(\w+)`", cells))
        for room, cells in re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE, re.MULTILINE)
    }
    assert said == used()


def test_arrows_point_down_in_the_order_of_the_drawing() -> None:
    for room, others in used().items():
        assert all(DRAWN.index(other) > DRAWN.index(room) for other in others), room


def test_the_linter_holds_the_same_order() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    order = [
        name.strip().removeprefix("aimsgraph.") for layer in layers for name in layer.split("|")
    ]
    assert order == DRAWN


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:src|mappings|ontology)/[\w./-]+)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
