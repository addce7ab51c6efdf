"""The documentation: generated pages are current, and the site is built whole and asks nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from worlds import ROOT


def test_generated_reference_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_has_every_page_and_its_pictures(site: Path) -> None:
    pages = ("concepts", "explorer", "method", "reference/cli", "reference/ontology", "sparql")
    for page in ("", *pages):
        assert "<h1" in (site / page / "index.html").read_text(encoding="utf-8")
    for picture in (ROOT / "docs" / "img").iterdir():
        assert (site / "img" / picture.name).is_file()


def test_no_page_of_the_site_fetches_anything_from_others(site: Path) -> None:
    fetched = re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=\"?(https?:[^\"> ]+)"
    )
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    found = {m for p in pages for m in fetched.findall(p.read_text(encoding="utf-8"))}
    assert found == set()
    styles = "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.css"))
    assert "@import" not in styles
    assert "url(http" not in styles
