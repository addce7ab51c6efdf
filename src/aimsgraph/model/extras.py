"""Optional parts: a missing one is answered with the command that installs it."""

from __future__ import annotations

import importlib.util

from aimsgraph.model.errors import MissingExtraError


def require(module: str, extra: str, place: str) -> None:
    """See to it that an optional part is installed.

    Args:
        module: A library that the part brings.
        extra: Name of the part.
        place: The command or method that needs it.

    Raises:
        MissingExtraError: It is not installed; the remedy is the command that installs it.
    """
    if importlib.util.find_spec(module) is None:
        raise MissingExtraError(
            place, f"{module} is not installed.", f"pip install 'aimsgraph[{extra}]'"
        )
