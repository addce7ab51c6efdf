"""Profiles: written and read back equal; a wrong one says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimsgraph.answers.profile import Profile, profile_text, read_profile
from aimsgraph.faces.cli.main import main
from aimsgraph.model.errors import InputError


@pytest.mark.parametrize(
    "one",
    [
        Profile(("iso27001",), "aiact"),
        Profile(("iso27001", "iso42001"), "gdpr Art. 32", "controller", date="2027-01-01", hops=1),
        Profile(('a"b\\c',), "new\nline"),
    ],
)
def test_a_profile_comes_back(tmp_path: Path, one: Profile) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(profile_text(one), encoding="utf-8")
    assert read_profile(path) == one


def test_a_path_in_a_profile_is_read_from_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('have = "iso27001"\nneed = "aiact"\nsoa = "soa.csv"\n', encoding="utf-8")
    assert read_profile(path) == Profile(("iso27001",), "aiact", soa=str(tmp_path / "soa.csv"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("have = [", "it is not TOML"),
        ('hold = ["iso27001"]', "hold is no key of a profile. Known: date, edition, force, have"),
        ("have = 7", "have = 7 is not a list of texts"),
        ("hops = 0", "hops = 0 is not a whole number from 1 to 8"),
        ("hops = true", "hops = True is not"),
        ("role = 1", "role = 1 is not a text"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_profile(path)
    assert told in str(caught.value)
    assert caught.value.place == str(path)


def cli(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.mark.parametrize("command", ["coverage", "gaps", "matrix"])
def test_a_command_takes_a_profile_for_what_is_not_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('have = ["27001"]\nneed = "ai act"\nrole = "deployer"\n', encoding="utf-8")
    said = ("--format", "json")
    options = ("--have", "iso27001", "--need", "aiact", "--role", "deployer")
    assert cli(capsys, command, "--profile", str(path), *said) == cli(
        capsys, command, *options, *said
    )
    importer = cli(capsys, command, "--profile", str(path), "--role", "importer", *said)
    assert importer == cli(capsys, command, *options[:4], "--role", "importer", *said)


def test_without_a_framework_the_way_out_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = cli(capsys, "coverage", "--need", "aiact")
    assert status == 2
    assert "--have" in said
    assert "--profile" in said
