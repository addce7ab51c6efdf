"""Folders of frameworks and mappings: what is in them, read safely."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_FILES_PER_WORKSPACE, MAX_SSSOM_BYTES, MAX_TURTLE_BYTES

if TYPE_CHECKING:
    from aimsgraph.formats.sssom import SssomFile
    from aimsgraph.formats.turtle import Document


@dataclass(frozen=True, slots=True)
class Text:
    """A file's name and text, before it is parsed."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``frameworks/*.ttl`` and ``mappings/*.sssom.tsv``."""

    turtle: tuple[Text, ...]
    sssom: tuple[Text, ...]

    def documents(self) -> tuple[Document, ...]:
        """Its Turtle files, parsed."""
        from aimsgraph.formats.turtle import read_turtle  # not for what is kept

        return tuple(read_turtle(t.text, t.name) for t in self.turtle)

    def mapping_files(self) -> tuple[SssomFile, ...]:
        """Its SSSOM files, parsed."""
        from aimsgraph.formats.sssom import read_sssom

        return tuple(read_sssom(t.text, t.name) for t in self.sssom)


def load_workspace(folder: Path) -> Workspace:
    """Read a user's folder.

    Args:
        folder: The folder given with ``--with``.

    Returns:
        Its texts, in the order of their names.

    Raises:
        InputError: The folder is missing, empty, holds other file types where ours belong, or too
            many files.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "there is no such folder.", "Check the path after --with.")
    turtle = _texts(folder, "frameworks", ".ttl", MAX_TURTLE_BYTES)
    sssom = _texts(folder, "mappings", ".sssom.tsv", MAX_SSSOM_BYTES)
    if not turtle and not sssom:
        raise InputError(
            str(folder),
            "it holds neither frameworks/*.ttl nor mappings/*.sssom.tsv.",
            "Put at least one such file into it.",
        )
    return Workspace(turtle=turtle, sssom=sssom)


def _texts(folder: Path, part: str, suffix: str, limit: int) -> tuple[Text, ...]:
    place = folder / part
    if not place.exists():
        return ()
    if not place.is_dir() or not place.resolve().is_relative_to(folder.resolve()):
        raise InputError(str(place), "this is no folder of its own.", "Make it a plain folder.")
    paths = sorted(p for p in place.iterdir() if not p.name.startswith("."))
    if len(paths) > MAX_FILES_PER_WORKSPACE:
        raise InputError(
            str(place),
            f"it holds {len(paths)} files; at most {MAX_FILES_PER_WORKSPACE} are read.",
            "Join some of them.",
        )
    for path in paths:
        if not path.name.endswith(suffix):
            raise InputError(
                str(path),
                f"only *{suffix} files are read from {part}/.",
                "Convert it, or move it elsewhere.",
            )
    return tuple(Text(str(p), read_bounded(p, limit, inside=folder)) for p in paths)
