"""Take the pictures of the README: start the explorer, open its pages, save docs/img/*.png.

Run ``python tools/screenshots.py`` with the package and its ``dev`` extra installed; it needs an
installed Chromium (its path may stand in AIMSGRAPH_CHROMIUM).
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

import aimsgraph.faces.explorer as package
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS

OUT = Path(__file__).resolve().parent.parent / "docs" / "img"
WIDTH = 1400
HEIGHT = 900
MOST_BYTES = 300_000
PATIENCE = 60_000
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
BOTH = "have=iso27001,iso42001&need=aiact"
SHOTS = {
    "duty-map": f"/?{BOTH}&id=aiact:art_10.par_3",
    "all-pairs": f"/?{BOTH}&view=pairs",
    "crosswalk": f"/crosswalk?{BOTH}&focus=aiact:art_15&id=aiact:art_15",
    "matrix": f"/crosswalk?{BOTH}&view=matrix&focus=aiact:art_10",
    "plan": f"/plan?{BOTH}&role=deployer",
    "pair": f"/pair?{BOTH}&id=aiact:art_10.par_3&with=iso42001:A.7.4",
    "provision": f"/provision?{BOTH}&id=aiact:art_15",
    "graph": f"/graph?{BOTH}&id=aiact:art_15.par_4.chp",
    "sparql": f"/sparql?{BOTH}&q=duties-of-role",
}
"""Name of each picture, and its page."""


def main() -> int:
    """Take every picture; the exit status says whether all of them were taken."""
    chromium = os.environ.get("AIMSGRAPH_CHROMIUM") or next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), ""
    )
    if not chromium:
        print("No Chromium found: install one, or set AIMSGRAPH_CHROMIUM to its path.")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    entry = Path(package.__file__).with_name("entry.py")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIMSGRAPH_")}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(entry), *SERVER_OPTIONS,
         f"--server.port={port}"],
        env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            for name, path in SHOTS.items():
                page = browser.new_page(
                    color_scheme="light", viewport={"width": WIDTH, "height": HEIGHT}
                )
                page.goto(f"http://127.0.0.1:{port}{path}")
                _save(page, OUT / f"{name}.png")
                page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    return 0


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The explorer did not start in 60 s.")


def _save(page: Page, path: Path) -> None:
    """Save a page when it stands still, with 256 colours, so that the file is small."""
    last = page.get_by_text("Decision support, not legal advice").last
    expect(last).to_be_attached(timeout=PATIENCE)
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(4000)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path}: {size // 1000} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path} has {size} bytes; {MOST_BYTES} are allowed.")


if __name__ == "__main__":
    sys.exit(main())
