"""A classification as text, as plain data and as profile files; the questions as a file to fill."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from aimsgraph.answers.classify import Classification, Need, Reason
from aimsgraph.answers.profile import profile_text
from aimsgraph.answers.questionnaire import NOT_SURE, Asked, Questionnaire
from aimsgraph.answers.report import labels_of
from aimsgraph.coverage.scope import targets
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import DISCLAIMER

WIDEST: Final = 100
"""Characters of a line of text."""

_GLUE: Final = "\u00a0"
"""Keeps a number on the line of its article."""

OPEN_STAYS: Final = "What is not sure stays in scope."


def citation(graph: Graph, provisions: Iterable[Curie]) -> str:
    """Provisions as people cite them, each framework named once.

    Args:
        graph: The graph.
        provisions: CURIEs.
    """
    named: dict[str, list[str]] = {}
    for curie in provisions:
        one = graph.provisions[curie]
        named.setdefault(graph.frameworks[one.framework].label, []).append(one.notation)
    return "; ".join(f"{label} {', '.join(notations)}" for label, notations in named.items())


def concluded(graph: Graph, reason: Reason) -> str:
    """The label of a role or class."""
    rule = reason.rule
    scheme, key = ("role", rule.role) if rule.role else ("risk", rule.risk)
    return graph.label_of(scheme, key)


def heading(graph: Graph, need: Need) -> str:
    """Framework, roles and classes in one line."""
    classes = labels_of(graph, "risk", need.risk) or (
        "all classes" if any(one.rule.risk for one in need.reasons) else ""
    )
    who = f"{graph.frameworks[need.framework].label}: {labels_of(graph, 'role', need.role)}"
    return f"{who}; {classes}" if classes else who


def counted(graph: Graph, need: Need) -> tuple[int, int]:
    """How many provisions of a framework are in scope, and of how many."""
    inside = targets(graph, need.framework, need.profile().scope())
    return len(inside), len(graph.leaves(need.framework))


def command(need: Need, have: Iterable[str]) -> str:
    """The command that answers for a profile what is left to do."""
    held = " ".join(f"--have {key}" for key in have) or "--have FRAMEWORK"
    risk = f" --risk {need.risk}" if need.risk else ""
    return f"aimsgraph gaps {held} --need {need.framework} --role {need.role}{risk}"


def render_classification(graph: Graph, found: Classification, have: Iterable[str] = ()) -> str:
    """A classification for a reader.

    Args:
        graph: The graph, for labels and counts.
        found: What the answers say.
        have: Frameworks held, for the commands to go on with.
    """
    have = tuple(have)
    return "\n".join(_lines(graph, found, have)) + "\n"


def _lines(graph: Graph, found: Classification, have: tuple[str, ...]) -> Iterator[str]:
    for need in found.needs:
        inside, whole = counted(graph, need)
        yield from _wrapped(heading(graph, need))
        yield f"  In scope: {inside} of {whole} assessable provisions."
        yield from _reasons(graph, need.reasons)
        yield f"  {command(need, have)}"
        yield ""
    if not found.needs:
        yield from ("No framework applies, by these answers.", "")
    if found.ruled_out:
        yield "Ruled out"
        yield from _reasons(graph, found.ruled_out)
        yield ""
    if found.outside:
        labels = ", ".join(graph.frameworks[key].label for key in found.outside)
        yield from _wrapped(f"Not in scope: {labels}.")
    for choice in found.noted:
        yield from _wrapped(f"Note ({citation(graph, choice.provisions)}): {choice.note}")
    if found.open:
        yield f"Not sure: {', '.join(one.key for one in found.open)}. {OPEN_STAYS}"
    yield from _wrapped(f"Data version {graph.data_version}. {DISCLAIMER}")


def _reasons(graph: Graph, reasons: Iterable[Reason]) -> Iterator[str]:
    for because, labels, cited in grouped(graph, reasons):
        yield from _wrapped(f"{labels} ({cited})", "  ", "      ")
        for text in because:
            yield from _wrapped(text, "    - ", "      ")


def grouped(graph: Graph, reasons: Iterable[Reason]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Answers, what all was concluded from the same ones, and what that rests on.

    Args:
        graph: The graph, for labels and citations.
        reasons: What was concluded, in order.
    """
    alike: dict[tuple[str, tuple[str, ...]], list[Reason]] = {}
    for one in reasons:
        alike.setdefault((one.truth, tuple(b.text for b in one.because)), []).append(one)
    for (truth, because), those in alike.items():
        labels = "; ".join(concluded(graph, one) for one in those)
        cited = citation(graph, dict.fromkeys(p for one in those for p in one.provisions))
        yield because, labels + (": not settled" if truth == "maybe" else ""), cited


def _wrapped(text: str, first: str = "", later: str = "") -> list[str]:
    whole = text.replace("Art. ", f"Art.{_GLUE}").replace("Annex ", f"Annex{_GLUE}")
    lines = textwrap.wrap(
        whole, WIDEST, initial_indent=first, subsequent_indent=later, break_on_hyphens=False
    )
    return [line.replace(_GLUE, " ") for line in lines]


def classification_dict(graph: Graph, found: Classification) -> dict[str, Any]:
    """A classification as plain data, for JSON.

    Args:
        graph: The graph, for labels and counts.
        found: What the answers say.
    """
    return {
        "profiles": [_need_dict(graph, need) for need in found.needs],
        "ruled_out": [_reason_dict(graph, reason) for reason in found.ruled_out],
        "not_in_scope": list(found.outside),
        "not_sure": [one.key for one in found.open],
        "notes": [
            {"note": choice.note, "provisions": list(choice.provisions)} for choice in found.noted
        ],
        "data_version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }


def _need_dict(graph: Graph, need: Need) -> dict[str, Any]:
    inside, whole = counted(graph, need)
    return {
        "need": need.framework,
        "role": need.role,
        "risk": need.risk,
        "in_scope": inside,
        "assessable": whole,
        "reasons": [_reason_dict(graph, reason) for reason in need.reasons],
    }


def _reason_dict(graph: Graph, reason: Reason) -> dict[str, Any]:
    rule = reason.rule
    return {
        "framework": rule.framework,
        **({"role": rule.role} if rule.role else {"risk": rule.risk}),
        "holds": reason.truth,
        "provisions": list(reason.provisions),
        "citation": citation(graph, reason.provisions),
        "because": [
            {
                "question": one.question.key,
                "choice": one.choice.key if one.choice else NOT_SURE,
                "text": one.text,
            }
            for one in reason.because
        ],
    }


def profile_file(graph: Graph, need: Need, have: Iterable[str] = ()) -> str:
    """A profile as ``--profile`` takes it, with its reasons as comments.

    Args:
        graph: The graph, for labels.
        need: The framework with role and class.
        have: Frameworks held.
    """
    lines = [f"# {heading(graph, need)}"]
    for because, labels, cited in grouped(graph, need.reasons):
        lines += [f"# {labels} ({cited})", *(f"#   {text}" for text in because)]
    return "\n".join(lines) + "\n" + profile_text(need.profile(have))


def questions_file(graph: Graph, asked: Questionnaire) -> str:
    """All questions as a file that ``--answers`` takes, to be filled in.

    Args:
        graph: The graph, for citations.
        asked: The questions.
    """
    head = f'# Replace "{NOT_SURE}" where you know. {OPEN_STAYS}\n'
    return "\n".join((head, *(_question(graph, one) for one in asked.questions)))


def _question(graph: Graph, one: Asked) -> str:
    said = f"{one.text} ({citation(graph, one.provisions)})"
    many = "Choose one or more:" if one.several else "Choose one:"
    lines = [*_wrapped(said, "# ", "# "), *_wrapped(one.help, "# ", "# "), f"# {many}"]
    for choice in one.choices:
        cited = f"{choice.key}: {choice.text} ({citation(graph, choice.provisions)})"
        lines += _wrapped(cited, "#   ", "#       ")
    answer = [NOT_SURE] if one.several else NOT_SURE
    return "\n".join(lines) + f"\n{one.key} = {json.dumps(answer)}\n"
