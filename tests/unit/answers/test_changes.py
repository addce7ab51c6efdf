"""What changed between editions, folders and releases is complete and counted once."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from aimsgraph.answers.change_sheets import change_document, counts_sheet, dates_sheet
from aimsgraph.answers.changes import Changes, Fate, Kind, changes, edition_changes, effects
from aimsgraph.answers.questions import Question, answer
from aimsgraph.coverage.scope import Scope
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie

AMENDED = """
Art. 1(2)(g); Art. 2(2); Art. 2(7); Art. 3(14); Art. 4(1); Art. 10(1); Art. 10(6);
Art. 11(1) subpara 2; Art. 17(2); Art. 25(2); Art. 25(4); Art. 27(4); Art. 27(5); Art. 29(4);
Art. 30(2); Art. 43(3); Art. 50(7); Art. 56(6); Art. 57(1); Art. 57(3); Art. 57(5); Art. 57(9)(e);
Art. 57(10); Art. 57(14); Art. 58(1); Art. 60(1); Art. 60(2); Art. 63(1); Art. 69(2); Art. 70(8);
Art. 72(3); Art. 75; Art. 75(1); Art. 77; Art. 77(1); Art. 95(4); Art. 96(1)(a);
Art. 96(1) subpara 2; Art. 97(2); Art. 97(3); Art. 97(6); Art. 99(1); Art. 111(2); Art. 113(a);
Art. 113(c)
"""
"""What Regulation (EU) 2026/1744 replaced in the AI Act, from its 43 amending points."""

ADDED = """
Art. 2(13); Art. 3(14a); Art. 3(14b); Art. 4(2); Art. 4(3); Art. 4a; Art. 5(1)(ba); Art. 5(1)(bb);
Art. 5(1a); Art. 5(1b); Art. 6(1a); Art. 6(1b); Art. 6(1c); Art. 28(8); Art. 28(9);
Art. 40(2) subpara 4; Art. 42(3); Art. 57(3a); Art. 58(1)(d); Art. 60a; Art. 64(3); Art. 75(1a);
Art. 75(1b); Art. 75(1c); Art. 75(1d); Art. 75(1e); Art. 75(2a); Art. 75a; Art. 75b; Art. 75c;
Art. 75d; Art. 76(1) subpara 2; Art. 77(1a); Art. 77(1b); Art. 96(1)(g); Art. 99(4)(da);
Art. 99(6a); Art. 111(4); Art. 113(d); Annex I Section B(21); Annex XIV
"""
"""What it inserted, by the outermost provision."""

DELETED = {
    "Art. 10(5)",
    "Annex I Section A(1)",
    "Annex VIII Section B(7)",
    "Annex VIII Section B(9)",
}
"""What it deleted, by the outermost provision."""


def listed(text: str) -> set[str]:
    return {" ".join(one.split()) for one in text.split(";")}


@pytest.fixture(scope="module")
def amended(graph: Graph) -> Changes:
    return edition_changes(graph, "aiact", "2024", "2026")


def outermost(found: Changes, *, after: bool) -> set[str]:
    """Provisions on one side only; parts of one that is itself listed are left out."""
    one_sided = {
        p.id: p
        for c in found.provisions
        for p in ((c.after if after else c.before),)
        if p is not None and (c.kind in {Kind.ADDED, Kind.DELETED} or "notation" in c.what)
    }
    changed = {c.one.id for c in found.provisions if c.kind is Kind.AMENDED}
    graph = found.after if after else found.before
    return {
        p.notation
        for p in one_sided.values()
        if p.parent not in one_sided
        and not (p.parent in changed and graph.provisions[p.parent].kind != "Article"
                 and p.notation not in listed(ADDED))
    }  # fmt: skip


def test_every_change_of_the_amending_act_is_there_and_no_other(amended: Changes) -> None:
    texts = {c.one.notation for c in amended.provisions if c.kind is Kind.AMENDED}
    assert texts == listed(AMENDED)
    assert outermost(amended, after=True) == listed(ADDED)
    assert outermost(amended, after=False) == DELETED


def test_a_provision_that_moved_is_told_once(amended: Changes) -> None:
    moved = {
        c.one.notation: c.before.notation
        for c in amended.provisions
        if c.kind is Kind.MOVED and c.before
    }
    assert moved["Art. 4a(1)"] == "Art. 10(5)"
    assert moved["Annex I Section B(21)"] == "Annex I Section A(1)"
    deleted = {c.one.notation for c in amended.provisions if c.kind is Kind.DELETED}
    assert deleted == DELETED - {*moved.values()}


def test_the_numbers_add_up_on_both_sides(amended: Changes) -> None:
    kinds = amended.kinds
    stays = kinds[Kind.AMENDED] + kinds[Kind.MOVED] + kinds[Kind.DATE] + amended.unchanged
    assert amended.sizes == (stays + kinds[Kind.DELETED], stays + kinds[Kind.ADDED])
    assert len({c.one.id for c in amended.provisions}) == len(amended.provisions)
    dates = dates_sheet(amended)
    assert sum(int(row[2]) for row in dates.rows) == kinds[Kind.DATE]


def test_high_risk_duties_had_earlier_dates_in_2024(amended: Changes) -> None:
    dates = {c.one.id: c.dates for c in amended.provisions}
    assert dates[Curie("aiact:art_9.par_1")] == (
        "2026-08-02; 2027-08-02",
        "2027-12-02; 2028-08-02",
    )
    assert dates[Curie("aiact:art_4.par_1")] == ("2025-02-02", "2026-07-27")
    assert dates[Curie("aiact:art_102")] == ("2026-08-02", "2026-07-27")
    assert dates[Curie("aiact:art_5.par_1.pnt_ba")] == ("", "2026-12-02")
    assert Curie("aiact:art_5.par_1.pnt_a") not in dates
    former = {text for one in amended.provisions for text in one.dates[0].split("; ")}
    assert not any("2027-12-02" in text or "2028-08-02" in text for text in former)


def test_rows_on_changed_text_say_which_text_they_judge(amended: Changes) -> None:
    assert not amended.fates[Fate.STALE]
    judged = [r for r in amended.rows if r.fate is Fate.REJUDGED]
    assert judged
    assert all(r.ends and r.row.id in amended.before.stale for r in judged)
    backwards = edition_changes(amended.after, "aiact", "2026", "2024")
    assert {r.row.id for r in backwards.rows if r.fate is Fate.STALE} == {r.row.id for r in judged}


def test_duties_that_differ_agree_with_the_two_answers(graph: Graph, amended: Changes) -> None:
    question = Question(("iso27001",), "aiact", Scope(role="provider", risk="high-risk-annex-iii"))
    was, now = answer(amended.before, question), answer(amended.after, question)
    assert (
        was.coverage.counts
        == answer(
            graph, replace(question, scope=replace(question.scope, edition="2024"))
        ).coverage.counts
    )
    told = effects(amended, was, now)
    same = now.coverage.denominator - sum(e.after is not None for e in told)
    assert was.coverage.denominator == same + sum(e.before is not None for e in told)
    by_id = {e.one.id: e for e in told}
    assert by_id[Curie("aiact:art_9.par_1")].dates == ("2026-08-02", "2027-12-02")
    new = by_id[Curie("aiact:art_25.par_2.pnt_a")]
    assert new.before is None
    numbers = {row[:2]: row[2:] for row in counts_sheet(amended, (was, now), told).rows}
    held = "duties, holding iso27001"
    assert numbers[held, "in scope"] == (was.coverage.denominator, now.coverage.denominator)
    assert numbers[held, "state, work and date unchanged"] == (same, same)
    facts = change_document(amended, (was, now), told)
    assert facts["provisions"]["unchanged"] == amended.unchanged  # type: ignore[index]


def test_a_folder_before_and_after(graph: Graph) -> None:
    """Text, place and row changes of the same framework in two graphs."""
    at, other, gone = (Curie(f"iso42001:{n}") for n in ("4.1", "4.2", "A.10.4"))
    row = next(m for m in graph.live_mappings if m.subject == Curie("iso42001:5.1"))
    provisions = dict(graph.provisions)
    provisions[at] = replace(provisions[at], summary="Something else.")
    provisions[other] = replace(provisions[other], notation="4.2bis")
    del provisions[gone]
    mappings = tuple(
        replace(m, confidence=0.1) if m.id == row.id else m
        for m in graph.mappings
        if gone not in {m.subject, m.object}
    )
    after = replace(graph, provisions=MappingProxyType(provisions), mappings=mappings)
    found = changes(graph, after, ("a", "b"), ("iso42001",))
    kinds = {c.one.id: c.kind for c in found.provisions}
    assert kinds == {at: Kind.AMENDED, other: Kind.MOVED, gone: Kind.DELETED}
    fates = {fate: {r.row.id for r in found.rows if r.fate is fate} for fate in Fate}
    assert fates[Fate.CHANGED] == {row.id}
    assert fates[Fate.UNSAID] == {m.id for m in mappings if m.subject == at and m.object is None}
    assert fates[Fate.STALE] | fates[Fate.UNSAID] == {
        m.id for m in mappings if at in {m.subject, m.object} and m.id not in graph.stale
    }
    assert all(gone in {r.row.subject, r.row.object} for r in found.rows if r.fate is Fate.GONE)
    assert found.unchanged == len(graph.of("iso42001")) - 3


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [("2023", "2026", "no such edition"), ("2026", "2026", "named twice")],
)
def test_wrong_editions_are_refused(graph: Graph, old: str, new: str, fact: str) -> None:
    with pytest.raises(UnknownNameError, match=fact):
        edition_changes(graph, "aiact", old, new)
