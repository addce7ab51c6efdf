"""The oracle: owlrl and HermiT entail exactly what the closure at the fixpoint calls certain."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence

import pytest

from aimsgraph.inference import relations
from aimsgraph.inference.relations import BIT
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import Relation
from aimsgraph.rdf.oracle import STATEMENTS, Comparison, certain_statements, compare
from aimsgraph.rdf.reasoners import java_present
from worlds import world

WORLDS = 20
JUDGES = ["owlrl", "HermiT"] if java_present() else ["owlrl"]

pytestmark = [pytest.mark.java, pytest.mark.xdist_group("java")]


@pytest.fixture(autouse=True)
def _loud() -> None:
    if not java_present():
        warnings.warn("There is no Java: HermiT was NOT asked.", stacklevel=1)


def show(verdicts: Sequence[Comparison]) -> None:
    """Print what was compared and every difference."""
    for verdict in verdicts:
        print(verdict.name, verdict.counts)  # noqa: T201
        for line in verdict.differences:
            print(" ", line)  # noqa: T201


Frameworks = dict[str, Sequence[str]]
Rows = list[tuple[str, str, str]]


def random_world(rng: random.Random, tag: str) -> tuple[Frameworks, Rows]:
    """Sets of outcomes in a few frameworks, and true rows about them."""
    frameworks: Frameworks = {}
    sets: dict[str, set[int]] = {}
    for key in [tag + letter for letter in "abc"[: rng.randint(2, 3)]]:
        low = rng.choice((0, 1, 4))
        words = []
        for i in range(rng.randint(1, 3)):
            own = {low + rng.randrange(3) for _ in range(rng.randint(1, 3))}
            sets[f"{key}:p{i}"] = own
            below = bool(i) and rng.random() < 0.6  # a part of p0
            words.append(f"p{i}<p0" if below else f"p{i}")
            if below:
                sets[f"{key}:p0"] |= own
        frameworks[key] = words
    names = sorted(sets)
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for _ in range(rng.randint(3, 7)):
        a, b = rng.sample(names, 2)
        if home(a) != home(b) and (b, a) not in rows:
            rows[a, b] = (a, relation(sets[a], sets[b]), b)
    for name in names:
        for key in frameworks:
            whole = set[int]().union(*(sets[n] for n in names if home(n) == key))
            if key != home(name) and not whole & sets[name] and rng.random() < 0.5:
                rows[name, key] = (name, "none", key)
    return frameworks, list(rows.values())


def home(name: str) -> str:
    """The framework of a provision."""
    return name.partition(":")[0]


def relation(a: set[int], b: set[int]) -> str:
    """The relation of two sets, by its word."""
    if a == b:
        return "equal"
    if a < b or a > b:
        return "subset" if a < b else "superset"
    return "intersects" if a & b else "disjoint"


@pytest.mark.long
def test_reasoners_and_closure_agree_on_the_bundled_graph(graph: Graph) -> None:
    verdicts = list(compare(graph))
    show(verdicts)
    assert [v.name for v in verdicts] == JUDGES
    for verdict in verdicts:
        assert verdict.differences == ()
        for word in STATEMENTS:
            ours, theirs = verdict.counts[word]
            assert ours == theirs
        assert verdict.counts["overlaps"][0] > 500
        assert verdict.counts["disjoint"][0] > 500


def test_reasoners_and_closure_agree_on_random_worlds() -> None:
    rng = random.Random(8)
    seen = dict.fromkeys(STATEMENTS, 0)
    for part in range(2):  # side by side in two graphs: the reasoners read the ontology twice only
        frameworks: Frameworks = {}
        rows: Rows = []
        for number in range(WORLDS // 2):
            more, said = random_world(rng, f"w{part}{number}")
            frameworks |= more
            rows += said
        verdicts = list(compare(world(frameworks, rows), members=True))
        show(verdicts)
        assert [v.name for v in verdicts] == JUDGES
        for verdict in verdicts:
            assert verdict.differences == ()
            for word in STATEMENTS:
                seen[word] += verdict.counts[word][1]
    assert min(seen.values()) > WORLDS


CHAIN = {"a": ["x"], "b": ["y"], "c": ["z"]}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ("intersects", "intersects", BIT[Relation.INTERSECTS]),  # CISO Assistant's guess
        ("superset", "superset", relations.ALL),
        ("subset", "disjoint", BIT[Relation.SUBSET]),
    ],
)
def test_a_broken_cell_of_the_table_makes_them_differ(
    monkeypatch: pytest.MonkeyPatch, first: str, second: str, broken: int
) -> None:
    graph = world(CHAIN, [("a:x", first, "b:y"), ("b:y", second, "c:z")])
    assert all(not v.differences for v in compare(graph, members=True))
    table = [list(row) for row in relations._COMPOSED]
    table[BIT[Relation(first)]][BIT[Relation(second)]] = broken
    monkeypatch.setattr(relations, "_COMPOSED", tuple(tuple(row) for row in table))
    verdicts = list(compare(graph, members=True))
    show(verdicts)
    assert [v.name for v in verdicts] == JUDGES
    assert all(v.differences for v in verdicts)
    assert all(" a:x " in f" {v.differences[0]} " for v in verdicts)


def test_the_statement_about_a_framework_stands_for_its_members() -> None:
    graph = world(CHAIN, [("a:x", "subset", "b:y"), ("b:y", "none", "c")])
    compact, spread = (certain_statements(graph, members=m) for m in (False, True))
    assert ("a:x", "disjoint", "c") in compact
    assert ("a:x", "disjoint", "c:z") in spread
    assert ("c:z", "disjoint", "b:y") in spread
