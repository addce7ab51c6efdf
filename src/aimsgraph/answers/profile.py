"""A profile: who asks and what for, set once and kept in a TOML file or in an address."""

from __future__ import annotations

import json
import shlex
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from aimsgraph.coverage.scope import Scope
from aimsgraph.formats.files import read_bounded
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.errors import InputError

_MOST_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organisation holds and needs, in the words of the options that have these names.

    Args:
        have: Frameworks held.
        need: Framework needed, or a part of it.
        role: Regulated party or authority, or several with commas; empty for all operators,
            ``all`` for everybody.
        risk: Risk class, or several with commas; empty for all.
        force: ``requirement``, ``prohibition`` or ``outcome``; empty for all.
        sector: Sectors, areas of use and products; empty for all.
        date: Day on which duties must apply, ISO 8601 or ``today``; empty for any.
        edition: Edition of the needed framework; empty for the current one.
        soa: Path of a statement of applicability; empty without one.
        hops: Most mappings along a path; 1 for what is asserted only.
    """

    have: tuple[str, ...] = ()
    need: str = ""
    role: str = ""
    risk: str = ""
    date: str = ""
    edition: str = ""
    soa: str = ""
    hops: int = DEFAULT_HOPS
    force: str = ""
    sector: tuple[str, ...] = ()

    def scope(self, part: str = "") -> Scope:
        """The scope that it sets, narrowed to a part of what is needed."""
        return Scope(self.role, self.risk, self.date, self.edition, part, self.force, self.sector)


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Args:
        path: A TOML file with the names of ``Profile`` as keys; a path in it is read from its
            folder.

    Raises:
        InputError: It is no TOML, has an unknown key, or a value of the wrong kind.
    """
    try:
        found = tomllib.loads(read_bounded(path, _MOST_BYTES))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"it is not TOML: {error}.", "Write key = value.") from error
    one = profile_of(found, str(path))
    if one.soa and not Path(one.soa).is_absolute():
        one = replace(one, soa=str(path.parent / one.soa))
    return one


def profile_of(found: dict[str, Any], place: str) -> Profile:
    """A profile from plain data.

    Args:
        found: By key.
        place: Where it stands, for errors.

    Raises:
        InputError: A key is unknown, or a value of the wrong kind.
    """
    known = {f.name for f in fields(Profile)}
    for key, value in found.items():
        if key not in known:
            raise InputError(
                place, f"{key} is no key of a profile.", f"Known: {', '.join(sorted(known))}."
            )
        if not _fits(key, value):
            kind = _KINDS.get(key, "a text")
            raise InputError(place, f"{key} = {value!r} is not {kind}.", f"Write {kind}.")
    words: dict[str, Any] = {k: str(v) for k, v in found.items() if k not in _KINDS}
    lists: dict[str, Any] = {
        k: (v,) if isinstance(v := found.get(k, ()), str) else tuple(v) for k in _LISTS
    }
    return Profile(hops=found.get("hops", DEFAULT_HOPS), **lists, **words)


_LISTS: Final = ("have", "sector")
_KINDS: Final = {
    **dict.fromkeys(_LISTS, "a list of texts"),
    "hops": "a whole number from 1 to 8",
}
_MOST_HOPS: Final = 8


def _fits(key: str, value: object) -> bool:
    if key in _LISTS:
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(v, str) for v in value)
        )
    if key == "hops":
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST_HOPS
    return isinstance(value, str) or (key == "date" and hasattr(value, "isoformat"))


def profile_text(profile: Profile) -> str:
    """The profile as TOML that ``read_profile`` reads back equal; what is not set is left out.

    >>> print(profile_text(Profile(("iso27001",), "aiact", role="deployer")), end="")
    have = ["iso27001"]
    need = "aiact"
    role = "deployer"
    hops = 2
    """
    lines = [
        f"{key} = {json.dumps(list(value) if isinstance(value, tuple) else value)}"
        for key, value in asdict(profile).items()
        if value
    ]
    return "\n".join(lines) + "\n"


def command(name: str, profile: Profile) -> str:
    """A command of the command line with the options that a profile stands for.

    Args:
        name: The command, with what stands before its options.
        profile: The profile; only what is set becomes an option.

    >>> command("gaps", Profile(("iso27001",), "gdpr Art. 32", role="controller"))
    "aimsgraph gaps --have iso27001 --need 'gdpr Art. 32' --role controller"
    """
    said = {"role": profile.role, "risk": profile.risk, "force": profile.force}
    said |= {"date": str(profile.date), "edition": profile.edition, "soa": profile.soa}
    words = [f"--have {shlex.quote(key)}" for key in profile.have]
    words.append(f"--need {shlex.quote(profile.need)}")
    words += [f"--{key} {shlex.quote(value)}" for key, value in said.items() if value]
    words += [f"--sector {shlex.quote(key)}" for key in profile.sector]
    if profile.hops != DEFAULT_HOPS:
        words.append(f"--hops {profile.hops}")
    return " ".join((f"aimsgraph {name}", *words))
