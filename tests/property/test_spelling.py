"""A usual spelling names the right provision or none: never another one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from aimsgraph.compile.mappings import MOST_SUGGESTIONS, MappingCompiler
from aimsgraph.formats.sssom import read_sssom
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import provisions_named, resolve, resolve_framework
from aimsgraph.model.records import Provision

Spelling = Callable[[str], str]

SPELLINGS: dict[str, Spelling] = {
    "as written": lambda n: n,
    "lower": str.lower,
    "upper": str.upper,
    "article": lambda n: n.replace("Art. ", "Article "),
    "no dot": lambda n: n.replace("Art. ", "Art "),
    "no space": lambda n: n.replace("Art. ", "Art."),
    "dots": lambda n: re.sub(r"\((\w+)\)", r".\1", n),
    "article with dots": lambda n: re.sub(r"\((\w+)\)", r".\1", n).replace("Art. ", "Article "),
    "spaces": lambda n: re.sub(r"\(([\w.]+)\)", r" \1", n),
    "spaced brackets": lambda n: n.replace("(", " ( ").replace(")", " ) "),
    "paragraph": lambda n: re.sub(r"^(Art\. \w+)\((\w+)\)", r"\1 paragraph \2", n),
    "para, point": lambda n: re.sub(
        r"^Art\. (\w+)\((\w+)\)\((\w+)\)", r"Article \1, para. \2, point (\3)", n
    ),
    "first level with a dot": lambda n: re.sub(r"^(Art\. \w+)\((\w+)\)", r"\1.\2", n),
    "bare article": lambda n: n.replace("Art. ", ""),
    "annex point": lambda n: re.sub(r"^(Annex \w+)\(", r"\1 point (", n),
    "annex number": lambda n: re.sub(r"^(Annex \w+)\(([\w.]+)\)", r"\1 \2 ", n),
    "no section word": lambda n: re.sub(r" (Section|Part|Class) ", " ", n),
    "letter, space": lambda n: re.sub(r"^A\.", "A ", n),
    "letter, no dot": lambda n: re.sub(r"^A\.", "A", n),
    "annex letter": lambda n: re.sub(r"^A\.", "Annex A ", n),
    "control": lambda n: f"Control {n}" if n.startswith("A.") else n,
    "clause": lambda n: f"clause {n}",
    "hard spaces": lambda n: n.replace(" ", "\N{NO-BREAK SPACE}"),
    "no dots": lambda n: n.replace(".", ""),
    "one dot fewer": lambda n: re.sub(r"\.(?=\d+$)", "", n),
    "brackets gone": lambda n: re.sub(r"[()]", "", n),
    "range": lambda n: f"{n}-{n}",
    "list": lambda n: f"{n}, {n}",
}
FAITHFUL = {
    "as written", "lower", "upper", "article", "no dot", "no space", "dots", "article with dots",
    "spaces", "spaced brackets", "paragraph", "para, point", "annex point", "letter, space",
    "letter, no dot", "annex letter", "control", "hard spaces",
}  # fmt: skip
"""Spellings that must be understood; of the others only a wrong answer is a fault."""
MAY_MEAN_TWO = re.compile(r"[.\s]\d+[a-z]\b", re.IGNORECASE)
"""``5.1a``: paragraph 1a or point a of paragraph 1."""


def right(graph: Graph, one: Provision, name: str) -> bool:
    """Whether a name answers with a provision, refused counting as no.

    Raises:
        AssertionError: It answers with another one.
    """
    found = provisions_named(graph, name)
    if len(found) != 1:  # refused; to look for the nearest names would take most of the time
        return False
    said = graph.provisions[found.pop()]
    assert said is one, f"{name!r} answers as {said.id}, not {one.id}"
    return True


@pytest.mark.sampled(4)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_names_its_provision_or_none(graph: Graph, spelling: str) -> None:
    write = SPELLINGS[spelling]
    missed = []
    for one in graph.provisions.values():
        text = write(one.notation)
        if text == one.notation or spelling not in FAITHFUL:
            other = graph.spellings.get((one.framework, (text.casefold(),)), (one.id,))
            if other != (one.id,):
                continue  # the spelling is the exact notation of another provision
        if not right(graph, one, f"{one.framework} {text}"):
            missed.append(text)
    if spelling in FAITHFUL:
        assert [text for text in missed if not MAY_MEAN_TWO.search(text)] == []


@pytest.mark.parametrize("join", [" ", ", ", " of ", " of the ", " der "])
def test_the_framework_may_stand_after_the_notation(graph: Graph, join: str) -> None:
    some = list(graph.provisions.values())[:: 7 if join == " " else 41]
    for one in some:
        framework = graph.frameworks[one.framework]
        for called in (one.framework, framework.label, *framework.aliases):
            assert right(graph, one, f"{one.notation}{join}{called}"), called


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("aiact Art. 7.1", "aiact:art_7.par_1"),
        ("AI Act Article 11 paragraph 1", "aiact:art_11.par_1"),
        ("aiact: art 13 para 3 point (b)", "aiact:art_13.par_3.pnt_b"),
        ("aiact 26(5)", "aiact:art_26.par_5"),
        ("aiact 27 1", "aiact:art_27.par_1"),
        ("aiact 27 para 1", "aiact:art_27.par_1"),
        ("aiact 12 paragraph 2", "aiact:art_12.par_2"),
        ("aiact Art. 9 § 2", "aiact:art_9.par_2"),
        ("iso27001 Control A.5.1", "iso27001:A.5.1"),
        ("iso27001 clause 5.1", "iso27001:5.1"),
        ("aiact Artikel 10 Absatz 2 Buchstabe f", "aiact:art_10.par_2.pnt_f"),
        ("aiact Annex 4 point 2(g)", "aiact:anx_IV.pnt_2.pnt_g"),
        ("aiact Annex VIII A 1", "aiact:anx_VIII.sec_A.pnt_1"),
        ("aiact Art. 43(1), second subparagraph, point (a)", "aiact:art_43.par_1.sub_2.pnt_a"),
        ("aiact Art. 5.1.h.iii", "aiact:art_5.par_1.pnt_h.pnt_iii"),
        ("aiact art_9.par_2", "aiact:art_9.par_2"),
        ("ISO/IEC 27001:2022 A.8.15", "iso27001:A.8.15"),
        ("27001 A 8.15", "iso27001:A.8.15"),
        ("iso 42001 Annex A.6.2.8", "iso42001:A.6.2.8"),
        ("42001 clause 6.1.4", "iso42001:6.1.4"),
        ("42001 cl. 6.1.4", "iso42001:6.1.4"),
        ("27001 Annex A control 5.23", "iso27001:A.5.23"),
        ("Article 9(2) of the AI Act", "aiact:art_9.par_2"),
        ("Art. 32 Abs. 1 DSGVO", "gdpr:art_32.par_1"),
        ("Art. 6 KI-VO", "aiact:art_6"),
        ("AIA recital 27", "aiact:rct_27"),
        ("A.8.15, ISO/IEC 27001:2022", "iso27001:A.8.15"),
        ("govern 1.1 AI RMF", "airmf:GOVERN-1.1"),
        ("NIST AI RMF MS-2.11", "airmf:MEASURE-2.11"),
    ],
)
def test_a_name_as_people_write_it(graph: Graph, name: str, meant: str) -> None:
    assert resolve(graph, name) == meant


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("iso27001 9.21", "9.2.1"),
        ("iso27001 8.16", "iso27001:A.8.16"),
        ("A.5.1", "iso27001:A.5.1"),
        ("Art. 12(1)", "aiact:art_12.par_1"),
        ("aiact Art. 8-15", "art_8"),
        ("aiact Art. 9(2), (5)", "art_9"),
        ("aiact Art. 5.1a", "art_5.par_1a"),
        ("27001:2013 A.8.15", "A.8.15"),
        ("aiact Art. 9²", "art_9"),
        ("aiact Art. 9₂", "art_9"),
        ("iso27001 A.5.1²", "A.5.1"),
        ("iso27001 Control 7.5", "A.7.5"),
        ("iso27001 control 5.23", "A.5.23"),
        ("aiact Section 2", ""),
        ("aiact (2)", ""),
        ("aiact para 2", ""),
        ("aiact Art. 9(2)(x)", "art_9.par_2"),
    ],
)
def test_what_is_not_exactly_one_provision_is_refused_with_the_nearest(
    graph: Graph, name: str, near: str
) -> None:
    with pytest.raises(UnknownNameError) as refused:
        resolve(graph, name)
    assert near in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("27001", "iso27001"),
        ("ISO 27001", "iso27001"),
        ("ISO/IEC 27001:2022", "iso27001"),
        ("iso-42001", "iso42001"),
        ("ai act", "aiact"),
        ("AI-Act", "aiact"),
        ("Regulation (EU) 2024/1689", "aiact"),
    ],
)
def test_a_framework_as_people_write_it(graph: Graph, name: str, key: str) -> None:
    assert resolve_framework(graph, name) == key


@pytest.mark.parametrize("name", ["iso", "eu", "act", "27001:2013", "2026/1744", "270", ""])
def test_a_framework_that_is_not_exactly_one_is_refused(graph: Graph, name: str) -> None:
    with pytest.raises(UnknownNameError, match="no such framework"):
        resolve_framework(graph, name)


def test_a_file_of_unknown_ids_is_told_of_the_nearest_for_the_first_ones_only(
    graph: Graph,
) -> None:
    rows = "\n".join(
        f"iso27001:A.8.15\tskos:relatedMatch\taiact:art_9.par_{n}x\tsemapv:ManualMappingCuration"
        for n in range(2 * MOST_SUGGESTIONS)
    )
    text = f"subject_id\tpredicate_id\tobject_id\tmapping_justification\n{rows}\n"
    compiler = MappingCompiler(graph.frameworks, graph.provisions)
    compiler.compile([read_sssom(text, "own.sssom.tsv")])
    told = [f.remedy.startswith("Did you mean") for f in compiler.findings]
    assert told == [True] * MOST_SUGGESTIONS + [False] * MOST_SUGGESTIONS
