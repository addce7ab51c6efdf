"""Worked scenarios: a case in a few sentences, its profiles with reasons, and what it leaves out.

Each is a TOML file. A folder of them is bundled; a file of one's own is read in the same way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from aimsgraph.answers.profile import Profile, profile_of
from aimsgraph.compile.load import data_folder
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import InputError, UnknownNameError
from aimsgraph.model.nearest import nearest

_MOST_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with the provisions that it rests on.

    Args:
        text: The sentence.
        cites: Ids of provisions.
    """

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """Duties that a profile counts and that do not touch the case.

    Args:
        text: Why they do not.
        duties: Ids of provisions; each stands for itself and for what is below it.
        unless: When they would, as the rest of a sentence that begins with "if"; or empty.
    """

    text: str
    duties: tuple[str, ...]
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Variation:
    """A change of the case.

    Args:
        text: What changes, as the rest of a sentence that begins with "if".
        cites: Ids of the provisions that it rests on.
        change: Values of the profile by key that change with it.
    """

    text: str
    cites: tuple[str, ...]
    change: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a case needs, with who asks for it and why.

    Args:
        profile: What is held and needed, in which role and class.
        reasons: Why this role and class.
        outside: What binds others, and why not this case.
        asides: What the profile counts beyond the case.
        variations: What would change the answer.
    """

    profile: Profile
    reasons: tuple[Reason, ...]
    outside: tuple[Reason, ...] = ()
    asides: tuple[Aside, ...] = ()
    variations: tuple[Variation, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A worked scenario.

    Args:
        name: Name of its file, without ending.
        title: What it is about.
        story: The case, a few sentences.
        needs: What it needs, in the order in which it is told.
    """

    name: str
    title: str
    story: tuple[str, ...]
    needs: tuple[Need, ...]


def bundled_scenarios() -> dict[str, Path]:
    """The files of the bundled scenarios by name.

    >>> sorted(bundled_scenarios())
    ['ics-safety', 'llm-customer-service', 'recruitment-provider']
    """
    folder = data_folder() / "ontology" / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def scenario_named(name: str) -> Scenario:
    """A bundled scenario by name, or one of a file.

    Args:
        name: Name of a bundled one, or path of a TOML file.

    Raises:
        UnknownNameError: There is no such scenario.
        InputError: The file is no scenario.
    """
    known = bundled_scenarios()
    if name in known:
        return read_scenario(known[name])
    if name.endswith(".toml"):
        return read_scenario(Path(name))
    near = nearest(name, known)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UnknownNameError(
        f"scenario {name}",
        "there is no such scenario.",
        f"{hint}Known: {', '.join(known)}; or give a TOML file of your own.",
    )


def read_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Args:
        path: A TOML file: ``title``, ``story``, ``have``, and a table ``need`` for each framework
            needed.

    Raises:
        InputError: It is no TOML, a key is unknown or missing, or a value is of the wrong kind.
    """
    place = str(path)
    try:
        found = tomllib.loads(read_bounded(path, _MOST_BYTES))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(place, f"it is not TOML: {error}.", "Write key = value.") from error
    _known(found, {"title", "story", "have", "need"}, place)
    have = _texts(found, "have", place)
    return Scenario(
        path.stem,
        _text(found, "title", place),
        _texts(found, "story", place),
        tuple(
            _need(table, have, f"{place}, need {at}")
            for at, table in enumerate(_tables(found, "need", place), 1)
        ),
    )


_OF_PROFILE: Final = frozenset(f.name for f in fields(Profile)) - {"soa", "hops"}
_OF_NEED: Final = frozenset({"reason", "outside", "aside", "variation"})


def _need(table: dict[str, Any], have: tuple[str, ...], place: str) -> Need:
    _known(table, (_OF_PROFILE | _OF_NEED) - {"have"}, place)
    said = {key: value for key, value in table.items() if key in _OF_PROFILE}
    profile = profile_of({"have": list(have), **said}, place)
    if not profile.need:
        raise InputError(place, "need is missing.", "Add need, the key of a framework.")

    def reasons(key: str, most: set[str]) -> list[tuple[dict[str, Any], str]]:
        named = [
            (one, f"{place}, {key} {at}")
            for at, one in enumerate(_tables(table, key, place, least=int(key == "reason")), 1)
        ]
        for one, where in named:
            _known(one, most, where)
        return named

    plain = {"text", "cites"}
    return Need(
        profile,
        tuple(_reason(one, where) for one, where in reasons("reason", plain)),
        tuple(_reason(one, where) for one, where in reasons("outside", plain)),
        tuple(
            Aside(
                _text(one, "text", where),
                _texts(one, "duties", where),
                _text(one, "unless", where) if "unless" in one else "",
            )
            for one, where in reasons("aside", {"text", "duties", "unless"})
        ),
        tuple(
            _variation(one, profile, where)
            for one, where in reasons("variation", {*plain, "change"})
        ),
    )


def _reason(one: dict[str, Any], place: str) -> Reason:
    return Reason(_text(one, "text", place), _texts(one, "cites", place))


def _variation(one: dict[str, Any], profile: Profile, place: str) -> Variation:
    change = one.get("change")
    if not isinstance(change, dict):
        raise InputError(place, "change is missing.", 'Write change = { role = "provider" }.')
    _known(change, _OF_PROFILE, f"{place}, change")
    found = Variation(_text(one, "text", place), _texts(one, "cites", place), change)
    changed(profile, found, place)
    return found


def changed(profile: Profile, variation: Variation, place: str = "variation") -> Profile:
    """A profile after a variation.

    Raises:
        InputError: A value is of the wrong kind.
    """
    asked = profile_of(dict(variation.change), f"{place}, change")
    return replace(profile, **{key: getattr(asked, key) for key in variation.change})


def _known(found: dict[str, Any], keys: set[str] | frozenset[str], place: str) -> None:
    for key in found:
        if key not in keys:
            raise InputError(place, f"{key} is no key here.", f"Known: {', '.join(sorted(keys))}.")


def _text(found: dict[str, Any], key: str, place: str) -> str:
    value = _line(found.get(key))
    if not value:
        raise InputError(place, f"{key} is no text.", f'Write {key} = "...".')
    return value


def _texts(found: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = found.get(key)
    lines = [_line(one) for one in value] if isinstance(value, list) else []
    if not lines or not all(lines):
        raise InputError(place, f"{key} is no list of texts.", f'Write {key} = ["..."].')
    return tuple(lines)


def _line(value: object) -> str:
    """A text as one line; empty for what is none, or holds signs that nobody can read."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if text.isprintable() else ""


def _tables(found: dict[str, Any], key: str, place: str, least: int = 1) -> list[dict[str, Any]]:
    value = found.get(key, [])
    if (
        not isinstance(value, list)
        or len(value) < least
        or not all(isinstance(v, dict) for v in value)
    ):
        raise InputError(place, f"{key} is no list of tables.", f"Write [[{key}]] for each.")
    return value
