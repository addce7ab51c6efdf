"""Script in a user's folder stays text: no dialog, no request, no element of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.browser_tools import Serve, Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CORPUS = Path(__file__).parents[1] / "corpus" / "valid" / "framework-alone"
HOST = "http://canary.invalid"
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    f"<img src={HOST}/3.png>",
    "<svg onload=alert(4)>",
    "<svg><script>alert(5)</script></svg>",
    "<iframe src=javascript:alert(6)></iframe>",
    "<a href=javascript:alert(7)>x</a>",
    "[x](javascript:alert(8))",
    f"![x]({HOST}/9.png)",
    f'![x]({HOST}/10.png "t")',
    f"[x]: {HOST}/11",
    f"<link rel=stylesheet href={HOST}/12.css>",
    f"<style>@import url({HOST}/13.css)</style>",
    "<body onload=alert(14)>",
    "<input autofocus onfocus=alert(15)>",
    "<details open ontoggle=alert(16)>",
    "<video><source onerror=alert(17)></video>",
    "<math><mtext><script>alert(18)</script></mtext></math>",
    "'-alert(19)-'",
    '"><script>alert(20)</script>',
    "</script><script>alert(21)</script>",
    "--><script>alert(22)</script>",
    "{{constructor.constructor('alert(23)')()}}",
    "${alert(24)}",
    "`${alert(25)}`",
    "$\\href{javascript:alert(26)}{x}$",
    f"$\\includegraphics{{{HOST}/27.png}}$",
    ":material/home: :red[alert(28)]",
    "&lt;script&gt;alert(29)&lt;/script&gt;",
    "&#60;script&#62;alert(30)&#60;/script&#62;",
    "\u202e<script>alert(31)</script>",
    "\uff1cscript\uff1ealert(32)\uff1c/script\uff1e",
    "<scr<script>ipt>alert(33)</scr</script>ipt>",
    '<IMG SRC="jav&#x09;ascript:alert(34);">',
    f"<object data={HOST}/35></object>",
    f"<embed src={HOST}/36>",
    f"<form action={HOST}/37><button autofocus>x</button></form>",
    f"<meta http-equiv=refresh content=0;url={HOST}/38>",
    f"<base href={HOST}/39/>",
    "javascript:alert(40)",
)


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@en'


def provision(number: int, payload: str) -> str:
    more = "Staff check this rule of the house every week and write down what they saw."
    return f"""
acme:P.{number} a aims:Control ;
    aims:framework <https://example.org/acme> ;
    aims:position {number * 10 + 100} ;
    skos:notation "P.{number}" ;
    skos:prefLabel {literal(payload)} ;
    aims:summary {literal(f"{payload} {more} {payload}")} ;
    aims:force forces:requirement ;
    aims:binds roles:organisation ;
    aims:topic topics:governance ;
    aims:inEdition acme:edition_2026 .
"""


def row(number: int, payload: str) -> str:
    said = f"Both want a record of what was seen, kept for later {payload}"
    left = f"It also wants the roof inspected by an outside expert every year {payload}"
    cells = [f"acme:P.{number}", "", "skos:relatedMatch", "", "iso27001:A.8.15", "Logging"]
    cells += ["semapv:ManualMappingCuration", "0.7", "intersects", "functional", left]
    cells += [f"{left} {number}", said, "", "A. Curator", "", "2026-11-01", "", "", "", ""]
    return "\t".join(f'"{c.replace(chr(34), chr(34) * 2)}"' if '"' in c else c for c in cells)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A valid folder in which every text that a user may write is a payload."""
    folder = tmp_path_factory.mktemp("hostile") / "own<img src=x onerror=alert(0)>"
    shutil.copytree(CORPUS, folder)
    file = next((folder / "frameworks").iterdir())
    text = file.read_text(encoding="utf-8")
    text = text.replace('"Acme"@en', literal(PAYLOADS[1]))
    text = text.replace('"An orderly house."@en', literal(" ".join(PAYLOADS)))
    text += "".join(provision(n, p) for n, p in enumerate(PAYLOADS, 1))
    file.rename(file.with_name("a<svg onload=alert(0)>.ttl")).write_text(text, encoding="utf-8")
    model = CORPUS.parent / "own-framework" / "mappings" / "acme.sssom.tsv"
    head = model.read_text(encoding="utf-8").splitlines()[:-1]
    rows = [row(n, p) for n, p in enumerate(PAYLOADS, 1)]
    path = folder / "mappings" / "hostile-rows.sssom.tsv"  # other names are refused
    path.parent.mkdir()
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(serve: Serve, hostile: Path) -> str:
    return serve(hostile)


def harmless(watched: Watched) -> None:
    watched.page.wait_for_timeout(300)
    assert watched.dialogs == []
    assert watched.strangers() == set()
    assert watched.faults == []
    planted = "main script, img[src='x'], [onerror], [onload], a[href^='javascript'], iframe"
    assert watched.page.locator(planted).count() == 0


@pytest.mark.long
def test_payloads_on_every_page_stay_text(watched: Watched, address: str) -> None:
    page = watched.page
    visits = {
        "/?have=iso27001&need=acme": "g.square",
        "/?have=iso27001&need=acme&view=pairs": "table.square canvas",
        "/?have=acme&need=iso27001&id=iso27001:A.8.15": "aside.inspector .card",
        "/crosswalk?have=iso27001&need=acme": "svg.crosswalk",
        "/crosswalk?have=iso27001&need=acme&view=matrix": "table.matrix",
        "/crosswalk?have=iso27001&need=acme&view=table": "table.work",
        "/plan?have=iso27001&need=acme&group=evidence": "table.work",
        "/provision?id=iso27001:A.8.15": ".inspector .card",
        "/export?have=iso27001&need=acme": "[data-testid=stMain] [data-testid=stDownloadButton]",
        "/about": "h1",
    }
    for path, shown in visits.items():
        page.goto(address + path)
        expect(page.locator(shown).first).to_be_visible()
        expect(page.get_by_text("Decision support, not legal advice").last).to_be_visible()
        harmless(watched)


@pytest.mark.long
def test_payloads_in_a_graph_stay_text(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/graph?id=iso27001:A.8.15&with=acme:P.2")
    expect(page.locator(".canvas canvas").first).to_be_visible()
    expect(page.locator("aside.panel h2")).to_contain_text(PAYLOADS[1])
    page.locator(".canvas").hover()
    harmless(watched)
    svg = watched.download("SVG").decode()
    assert "<img" not in svg
    assert "<script" not in svg
    page.get_by_role("button", name="Table", exact=True).click()
    cells = page.locator("table").last.locator("tbody td:nth-child(2)").all_text_contents()
    assert set(PAYLOADS) <= set(cells)
    harmless(watched)
    for number in (1, 2, 20, 29):
        page.goto(f"{address}/graph?id=acme:P.{number}")
        expect(page.locator("section.graph h1")).to_contain_text(PAYLOADS[number - 1])
        harmless(watched)


@pytest.mark.long
def test_payloads_of_a_provision_and_a_pair_stay_text(watched: Watched, address: str) -> None:
    page = watched.page
    for number in (1, 2, 9, 20, 26, 28, 29):
        page.goto(f"{address}/pair?id=acme:P.{number}&with=iso27001:A.8.15")
        heading = page.locator(".sides h2").first
        expect(heading).to_contain_text(" ".join(PAYLOADS[number - 1].split()))
        page.get_by_text("Proof", exact=True).click()
        harmless(watched)
        page.goto(f"{address}/provision?id=acme:P.{number}")
        expect(page.locator(".reading h2")).to_contain_text(PAYLOADS[number - 1])
        harmless(watched)
    page.keyboard.press("/")
    page.keyboard.type("alert onerror script")
    expect(page.get_by_role("option").first).to_be_visible()
    harmless(watched)


@pytest.mark.long
def test_payloads_in_an_address_and_in_an_answer_stay_text(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/provision?id=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.get_by_text("there is no such provision").first).to_be_visible()
    harmless(watched)
    page.goto(f"{address}/sparql?q=own")
    box = page.get_by_role("textbox", name="SPARQL query")
    box.fill("SELECT ?s ?o (IRI('javascript:alert(1)') AS ?i) WHERE { ?s skos:prefLabel ?o . "
             "FILTER(CONTAINS(?o, 'alert')) }")  # fmt: skip
    box.press("Control+Enter")
    expect(page.locator("td").first).to_be_visible()
    cells = set(page.locator("td").all_text_contents())
    assert {p for p in PAYLOADS if "alert" in p} <= cells
    harmless(watched)
    box.fill("SELECT <img src=x onerror=alert(1)>")
    box.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Line 1")).to_be_visible()
    harmless(watched)


def test_payloads_in_the_faults_of_a_broken_folder_stay_text(
    watched: Watched, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "<img src=x onerror=alert(0)>"
    shutil.copytree(CORPUS, folder)
    file = next((folder / "frameworks").iterdir())
    for number, payload in enumerate(PAYLOADS, 1):
        safe = payload.replace("/", "\u2215")
        name = folder / "frameworks" / f"{number}{safe}.ttl"
        name.write_text(f"<javascript:alert({number})> a <{payload}> .\n", encoding="utf-8")
    watched.page.goto(serve(folder))
    expect(watched.page.locator("h1")).to_have_text("The graph cannot be shown")
    harmless(watched)
    assert file.exists()
