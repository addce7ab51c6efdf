"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from aimsgraph.model.errors import InputError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half.

    Args:
        path: Where to.
        content: Its bytes.

    Raises:
        InputError: The folder is missing or may not be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(
            str(path), f"it cannot be written: {error.strerror}.", "Check the folder."
        ) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode_of(path))
        Path(name).replace(path)
    except OSError as error:
        raise InputError(
            str(path),
            f"it cannot be written: {error.strerror}.",
            "Check the path and the space left.",
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def _mode_of(path: Path) -> int:
    """The mode of the file that is replaced, or of a new one under the user's umask."""
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
