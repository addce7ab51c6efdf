"""The explorer in a real Chromium: it works, and no request leaves the machine."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from aimsgraph.answers.dates import today
from aimsgraph.answers.questions import Question, answer
from aimsgraph.answers.report import pieces
from aimsgraph.coverage.scope import Scope
from aimsgraph.model.graph import Graph

if TYPE_CHECKING:
    from browser.browser_tools import Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOTH = "have=iso27001,iso42001&need=aiact"
VISITS = {
    f"/?{BOTH}": "g.square",
    f"/?{BOTH}&view=pairs": "table.square canvas",
    f"/crosswalk?{BOTH}": "svg.crosswalk",
    f"/crosswalk?{BOTH}&view=matrix": "table.matrix",
    f"/crosswalk?{BOTH}&view=table": "table.work",
    f"/plan?{BOTH}&role=provider": "svg.timeline",
    f"/provision?{BOTH}&id=aiact:art_9": ".reading",
    f"/provision?{BOTH}&id=iso42001:A.6.2.8": ".reading",
    f"/provision?{BOTH}&id=aiact:art_999": "[data-testid=stAlert]",
    f"/pair?{BOTH}&id=aiact:art_12.par_1&with=iso27001:A.8.15": ".sides",
    f"/export?{BOTH}": "[data-testid=stMain] [data-testid=stDownloadButton]",
    f"/sparql?{BOTH}&q=duties-by-date": "h1",
    f"/about?{BOTH}": "h1",
}


def inspected(page: Page) -> str:
    """The heading of what the inspector shows."""
    return page.locator("aside.inspector h2").inner_text()


def test_every_page_opens_and_no_request_leaves_the_machine(watched: Watched, server: str) -> None:
    for path, shown in VISITS.items():
        watched.page.goto(server + path)
        expect(watched.page.locator(shown).first).to_be_visible()
        expect(watched.page.locator("section.workbench h1").first).to_contain_text("Holding ISO")
        expect(watched.page.get_by_text("Decision support, not legal advice").last).to_be_visible()
        expect(watched.page.locator("[data-testid=stException]")).to_have_count(0)
    assert len(watched.requests) > len(VISITS)
    assert watched.strangers() == set()
    assert watched.faults == []


@pytest.mark.long
def test_the_sentence_is_that_of_the_analysis(watched: Watched, server: str, graph: Graph) -> None:
    result = answer(graph, Question(("iso27001",), "aiact", Scope("deployer"), today=today()))
    watched.page.goto(f"{server}/plan?have=iso27001&need=aiact&role=deployer")
    said = "".join(piece.text for piece in pieces(result)) + "."
    expect(watched.page.locator("section.workbench h1")).to_have_text(said)
    squares = watched.page.locator(".bar .piece b")
    counts = [str(n) for n in result.coverage.verdicts.values() if n]
    expect(squares).to_have_text(counts)


def test_a_square_is_selected_walked_and_linked(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/?{BOTH}")
    page.get_by_role("option", name=re.compile(r"^Art\. 9\(1\)")).click()
    expect(page.locator("aside.inspector h2")).to_contain_text("Art. 9(1)")
    expect(page.locator("aside.inspector")).to_contain_text("Still open:")
    assert "id=aiact:art_9.par_1" in page.url
    page.locator("svg[role=listbox]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("aside.inspector h2")).to_contain_text("Art. 9(2)")
    after = inspected(page)
    page.reload()
    expect(page.locator("aside.inspector h2")).to_have_text(after)
    assert watched.faults == []


@pytest.mark.long
def test_the_bar_filters_the_picture(watched: Watched, server: str, graph: Graph) -> None:
    page = watched.page
    page.goto(f"{server}/?{BOTH}")
    expect(page.locator("g.square").first).to_be_visible()
    extend = answer(graph, Question(("iso27001", "iso42001"), "aiact")).coverage
    number = sum(c.verdict.value == "extend" for c in extend.cells)
    page.locator(".piece", has_text="extend").click()
    expect(page.locator("g.square:not(.faded)")).to_have_count(number)
    assert "show=extend" in page.url
    page.locator(".piece", has_text="extend").click()
    expect(page.locator("g.square.faded")).to_have_count(0)


def test_the_profile_travels_and_back_gives_the_same_analysis(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/?{BOTH}&id=aiact:art_10.par_3")
    expect(page.locator("aside.inspector h2")).to_contain_text("Art. 10(3)")
    page.get_by_role("link", name="Crosswalk", exact=True).click()
    expect(page.locator("svg.crosswalk")).to_be_visible()
    page.get_by_label("Our role").click()
    page.get_by_role("option", name="Deployer", exact=True).click()
    expect(page.locator("section.workbench h1")).to_contain_text("as deployer")
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.locator("svg.timeline")).to_be_visible()
    expect(page.locator("section.workbench h1")).to_contain_text("as deployer")
    page.go_back()
    expect(page.locator("svg.crosswalk")).to_be_visible()
    expect(page.locator("section.workbench h1")).to_contain_text("as deployer")
    page.go_back()
    expect(page.locator("section.workbench h1")).not_to_contain_text("as deployer")
    page.go_back()
    expect(page.locator("svg[role=listbox]")).to_be_visible()
    expect(page.locator("aside.inspector h2")).to_contain_text("Art. 10(3)")
    assert watched.faults == []


@pytest.mark.long
def test_another_page_takes_one_run_and_the_picture_does_not_travel_again(
    watched: Watched, server: str
) -> None:
    page, sent = watched.page, list[bytes]()

    def keep(frame: bytes | str) -> None:
        sent.append(frame if isinstance(frame, bytes) else frame.encode())

    page.on("websocket", lambda w: w.on("framereceived", keep))
    page.goto(f"{server}/?{BOTH}")
    expect(page.locator("g.square").first).to_be_visible()
    expect(page).to_have_title(re.compile("^Duty map"))
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert max(map(len, sent)) > 100_000
    for title, shown in {
        "Plan": "svg.timeline",
        "Provision": ".reading",
        "Duty map": "g.square",
    }.items():
        sent.clear()
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.locator(shown).first).to_be_visible()
        expect(page).to_have_title(re.compile(f"^{title}"))
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )
        runs = [ForwardMsg.FromString(m).WhichOneof("type") for m in sent].count("new_session")
        assert runs == 1
        assert sum(map(len, sent)) < 400_000
    assert watched.faults == []


@pytest.mark.long
def test_one_search_opens_what_a_control_leaves_open_of_an_article(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    page.goto(f"{server}/?{BOTH}")
    expect(page.locator("g.square").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("10 A.7.4")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Art. 10 beside ISO/IEC 42001 A.7.4")
    page.keyboard.press("Enter")
    expect(page.locator(".pairing .big")).to_contain_text("Still open:")
    expect(page.locator(".pairing")).to_contain_text("Between their parts")
    page.get_by_role("link", name=re.compile(r"^Art\. 10\(3\).* and A\.7\.4")).click()
    row = next(
        m
        for m in graph.mappings
        if (m.subject, m.object) == ("iso42001:A.7.4", "aiact:art_10.par_3")
    )
    expect(page.locator(".pairing .big")).to_contain_text(row.object_residual)
    assert watched.faults == []


@pytest.mark.long
def test_which_controls_help_with_an_article_is_one_click(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/crosswalk?have=iso27001&need=aiact")
    page.locator("svg.crosswalk .item", has_text="Art. 15").first.click()
    expect(page.locator("aside.inspector h2")).to_contain_text("Art. 15")
    side = page.locator("aside.inspector")
    expect(side).to_contain_text("that help")
    expect(side.get_by_role("link", name="A.8.15 Logging")).to_have_count(0)
    expect(side.get_by_role("link", name=re.compile("^A.8.8"))).to_be_visible()
    assert "focus=aiact:art_15" in page.url


def test_matrix_opens_an_article_and_a_cell_leads_to_the_pair(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/crosswalk?{BOTH}&view=matrix&focus=aiact:art_10,iso42001:A.7")
    cell = page.get_by_role(
        "button", name=re.compile(r"^Art\. 10\(3\).* and A\.7\.4 .*overlap")
    ).first
    cell.scroll_into_view_if_needed()
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sides")).to_be_visible()
    assert "with=iso42001%3AA.7.4" in page.url or "with=iso42001:A.7.4" in page.url


@pytest.mark.long
def test_plan_of_a_deployer_differs_from_that_of_a_provider(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    page.goto(f"{server}/plan?{BOTH}")
    numbers = {}
    for word in ("provider", "deployer", "only one of them"):
        page.get_by_role("button", name=word, exact=True).click()
        numbers[word] = int(page.locator(".plan .legend b").inner_text().split()[0])
    coverage = answer(graph, Question(("iso27001", "iso42001"), "aiact")).coverage
    open_cells = [c for c in coverage.cells if c.verdict.value != "reuse"]
    bound = {r: {c.provision.id for c in open_cells if r in c.provision.binds} for r in
             ("provider", "deployer")}  # fmt: skip
    assert numbers["provider"] == len(bound["provider"])
    assert numbers["deployer"] == len(bound["deployer"])
    assert numbers["only one of them"] == len(bound["provider"] ^ bound["deployer"])
    page.get_by_role("button", name="2 December 2027:").click()
    assert "from=2027-12-02&until=2027-12-02" in page.url
    text = watched.download("calendar").decode()
    assert text.count("BEGIN:VEVENT") >= 1
    assert "20271202" in text


def test_wrong_query_is_marked_in_its_line_and_a_right_one_gives_links_and_files(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/sparql?q=own")
    ask(watched, "SELECT ?s WHERE {\n  ?s ?p '\U0001f600' ; skoss:notation ?n\n}")
    expect(page.get_by_role("alert").filter(has_text="Line 2, column")).to_be_visible()
    expect(page.locator(".cm-lintRange-error")).to_have_text("skoss:notation")
    ask(watched, "SELECT ?p WHERE { ?p skos:notation 'A.8.15' }")
    expect(page.locator(".state")).to_contain_text("1 row")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    editor = page.get_by_role("region", name="SPARQL")
    for form, expected in {
        "TSV": b"?p\n<https://w3id.org/aimsgraph/id/",
        "JSON": b'{"head"',
    }.items():
        with page.expect_download() as found:
            editor.get_by_role("button", name=form, exact=True).click()
        assert Path(found.value.path()).read_bytes().startswith(expected)
    page.get_by_role("link", name="iso27001:A.8.15").press("Enter")
    page.wait_for_url("**/provision?*id=iso27001*A.8.15*")
    assert watched.faults == []


@pytest.mark.long
def test_link_with_an_own_query_shows_it_and_runs_it_only_when_asked(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(
        f"{server}/sparql?query=SELECT%20%3Fp%20%7B%20%3Fp%20skos%3Anotation%20%27A.8.15%27%20%7D"
    )
    expect(page.locator(".state")).to_contain_text("Not run yet")
    expect(page.locator(".cm-line span").get_by_text("SELECT", exact=True)).to_be_visible()
    expect(page.locator("td")).to_have_count(0)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".state")).to_contain_text("1 row")


def test_names_are_completed_and_the_editor_is_no_keyboard_trap(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/sparql?q=own")
    box = page.get_by_role("textbox", name="SPARQL query")
    box.fill("ASK { ?p ")
    box.press("End")
    page.keyboard.type("aims:frame", delay=50)
    expect(page.locator(".cm-completionLabel").first).to_have_text("aims:framework")
    page.wait_for_timeout(150)  # a completion that has just opened takes no key
    page.keyboard.press("Enter")
    expect(box).to_contain_text("?p aims:framework")
    page.keyboard.type(" Loggi", delay=50)
    expect(page.locator(".cm-completionLabel").filter(has_text="iso27001:A.8.15")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@pytest.mark.long
def test_named_questions_are_found_by_words_and_go_into_the_link(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/sparql")
    box = page.get_by_role("searchbox", name="Find a named question")
    box.fill("regulated party importer")
    expect(page.locator(".questions button")).to_have_count(1)
    box.press("Enter")
    page.wait_for_url("**/sparql?*q=duties-of-role")
    page.get_by_label("Regulated party").select_option("deployer")
    page.wait_for_url("**/sparql?*q.role=deployer")
    expect(page.locator(".cm-content")).to_contain_text("/role/deployer>")
    page.go_back()
    expect(page.locator(".cm-content")).to_contain_text("/role/importer>")


def ask(watched: Watched, text: str) -> None:
    box = watched.page.get_by_role("textbox", name="SPARQL query")
    box.fill(text)
    box.press("Control+Enter")


def test_statement_of_applicability_changes_the_counts_and_the_workbook(
    watched: Watched, server: str, tmp_path: Path
) -> None:
    page = watched.page
    page.goto(f"{server}/plan?have=iso27001&need=aiact")
    path = tmp_path / "ours.csv"
    path.write_text("id,applicable,implemented\niso27001:A.8.15,yes,no\niso27001:A.5.19,no,no\n")
    page.get_by_text("Statement of applicability: none given").click()
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text("Statement of applicability: ours.csv")).to_be_visible()
    said_of_it = "ours.csv takes out 2 of 123 provisions held; it does not mention 121"
    expect(page.locator("aside.inspector").get_by_text(said_of_it)).to_be_visible()
    book = openpyxl.load_workbook(io.BytesIO(watched.download("XLSX")))
    said = {row[0]: row[1] for row in book["Read me"].iter_rows(values_only=True)}
    assert said_of_it in str(said["Statement of applicability"])
    page.get_by_text("Statement of applicability: ours.csv").click()
    page.get_by_role("button", name="Take the statement away").click()
    expect(page.get_by_text("No statement of applicability was given").first).to_be_visible()
    assert watched.faults == []


@pytest.mark.long
def test_pictures_are_saved_with_what_their_numbers_rest_on(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    for path in (f"/?{BOTH}", f"/crosswalk?{BOTH}", f"/plan?{BOTH}"):
        page.goto(server + path)
        expect(page.locator(".main svg").first).to_be_visible()
        svg = watched.download("SVG").decode()
        assert svg.startswith("<svg")
        assert graph.data_version in svg
        assert "Decision support" in svg
        assert "<script" not in svg
        assert watched.download("PNG").startswith(b"\x89PNG")
    assert watched.strangers() == set()


@pytest.mark.long
def test_on_a_narrow_screen_nothing_is_cut_off(watched: Watched, server: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 800})
    for path, shown in list(VISITS.items())[:8]:
        page.goto(server + path)
        expect(page.locator(shown).first).to_be_visible()
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= 390, path
