"""The data of a release: a checkout, an unpacked folder, or a wheel, read as texts."""

from __future__ import annotations

import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from aimsgraph.compile.folders import Text, Workspace
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_FILES_PER_WORKSPACE, MAX_SSSOM_BYTES, MAX_TURTLE_BYTES

_ROOTS: Final = ("", "_data/", "src/aimsgraph/_data/", "aimsgraph/_data/")
"""Where ``ontology/`` and ``mappings/`` stand in a checkout, an installed package and a wheel."""

_TURTLE: Final = ("ontology/vocabularies/*.ttl", "ontology/frameworks/*.ttl")
_SSSOM: Final = ("mappings/*.sssom.tsv",)
_HELP: Final = (
    "Name a folder that holds ontology/ and mappings/, or a wheel (.whl) or zip file of aimsgraph."
)


def load_release(path: Path) -> Workspace:
    """Read the data of a release.

    Args:
        path: A folder that holds ``ontology/`` and ``mappings/``, or a wheel or zip file with them.

    Returns:
        Its texts, named by where they stand.

    Raises:
        InputError: There is nothing of the kind, or a file in it is too large or no text.
    """
    if path.is_dir():
        return _workspace(str(path), _Folder(path))
    if not path.exists():
        raise InputError(str(path), "there is no such folder or file.", _HELP)
    try:
        with zipfile.ZipFile(path) as archive:
            return _workspace(str(path), _Archive(path, archive))
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(str(path), "it is neither a folder nor a zip file.", _HELP) from error


class _Folder:
    """A folder, as a list of names and the text of each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.names = [
            p.relative_to(root).as_posix()
            for at in _ROOTS
            for pattern in (*_TURTLE, *_SSSOM)
            for p in root.glob(at + pattern)
        ]

    def read(self, name: str, limit: int) -> str:
        return read_bounded(self._root / name, limit, inside=self._root)


class _Archive:
    """A zip file, likewise."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self.names = archive.namelist()

    def read(self, name: str, limit: int) -> str:
        place = f"{self._path}!{name}"
        with self._archive.open(name) as file:
            raw = file.read(limit + 1)
        if len(raw) > limit:
            raise InputError(place, f"it is larger than {limit} bytes.", "Take a smaller one.")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(place, "it is not UTF-8 text.", "Take it as released.") from error


def _workspace(place: str, source: _Folder | _Archive) -> Workspace:
    root = next((at for at in _ROOTS if any(_is(n, at, _TURTLE) for n in source.names)), None)
    if root is None:
        raise InputError(place, "it holds no ontology/frameworks/*.ttl.", _HELP)

    def texts(patterns: tuple[str, ...], limit: int) -> tuple[Text, ...]:
        names = sorted(n for n in source.names if _is(n, root, patterns))
        if len(names) > MAX_FILES_PER_WORKSPACE:
            raise InputError(place, f"it holds {len(names)} files.", _HELP)
        return tuple(Text(f"{place}!{n.removeprefix(root)}", source.read(n, limit)) for n in names)

    return Workspace(texts(_TURTLE, MAX_TURTLE_BYTES), texts(_SSSOM, MAX_SSSOM_BYTES))


def _is(name: str, root: str, patterns: tuple[str, ...]) -> bool:
    """Whether a file stands right in one of the folders of a release."""
    below = name.removeprefix(root)
    return name.startswith(root) and any(
        fnmatch(below, p) and below.count("/") == p.count("/") for p in patterns
    )
