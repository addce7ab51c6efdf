"""Opening files that a stranger may have written: regular, inside their folder, of sane size."""

from __future__ import annotations

import stat
from pathlib import Path

from aimsgraph.model.errors import InputError


def read_bounded(path: Path, limit: int, *, inside: Path | None = None, name: str = "") -> str:
    """Read a text file, or say why not.

    Args:
        path: The file.
        limit: Largest size in bytes.
        inside: Folder that the file must not leave, through links or ``..``.
        name: How errors name the file; the path itself by default.

    Returns:
        The text, decoded as UTF-8 with an optional byte order mark removed.

    Raises:
        InputError: Not there, not a regular file, outside its folder, too large, or not UTF-8.
    """
    place = name or str(path)
    try:
        if inside is not None and not path.resolve(strict=True).is_relative_to(
            inside.resolve(strict=True)
        ):
            raise InputError(place, "the file lies outside its folder.", "Copy it into the folder.")
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise InputError(place, "this is not a regular file.", "Give a plain text file.")
        if info.st_size > limit:
            raise InputError(
                place,
                f"the file has {info.st_size} bytes; at most {limit} are read.",
                "Split it into smaller files.",
            )
        with path.open("rb") as handle:
            raw = handle.read(limit + 1)
        if len(raw) > limit:
            raise InputError(
                place,
                f"the file has more than {limit} bytes.",
                "Split it into smaller files.",
            )
        return raw.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(place, "there is no such file.", "Check the path.") from error
    except PermissionError as error:
        raise InputError(place, "the file may not be read.", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            place, f"byte {error.start} is not UTF-8.", "Save the file as UTF-8."
        ) from error
    except OSError as error:
        raise InputError(
            place, f"it cannot be read: {error.strerror}.", "Check the path."
        ) from error
