"""What narrows a question about coverage: options that its commands share, and a profile."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from aimsgraph.faces.cli.common import load

if TYPE_CHECKING:
    from aimsgraph.answers.questions import Answer
    from aimsgraph.model.graph import Graph

Have = Annotated[
    list[str] | None,
    typer.Option("--have", help="Framework held; several with commas, or given again."),
]
Need = Annotated[
    str, typer.Option("--need", help="Framework needed, or a part of it: 'gdpr Art. 32'.")
]


class Narrowed(NamedTuple):
    """The options that narrow a question, in the order in which help lists them."""

    role: Annotated[
        str,
        typer.Option(
            help="Only duties of this party, or of several with commas; all operators if not said, "
            "'all' with authorities."
        ),
    ] = ""
    risk: Annotated[
        str, typer.Option(help="Only duties for this risk class, or several: 'annex iii'.")
    ] = ""
    force: Annotated[str, typer.Option(help="Only these: requirement, prohibition or outcome.")] = (
        ""
    )
    sector: Annotated[
        list[str] | None,
        typer.Option(
            help="Sector, area of use or product; leaves out what a text limits to others "
            "(repeatable)."
        ),
    ] = None
    date: Annotated[
        str, typer.Option(help="Only duties that apply on this day, YYYY-MM-DD or today.")
    ] = ""
    edition: Annotated[str, typer.Option(help="Edition of the needed framework.")] = ""
    soa: Annotated[
        Path | None,
        typer.Option(help="Statement of applicability, CSV or XLSX: control, applicable, "
                     "implemented."),
    ] = None  # fmt: skip
    hops: Annotated[
        int | None,
        typer.Option(min=1, max=8, help="Most mappings along a path; 2 if not said."),
    ] = None
    inferred: Annotated[
        bool,
        typer.Option(
            "--inferred/--asserted", help="With what follows over several mappings, or not."
        ),
    ] = True
    profile: Annotated[
        Path | None,
        typer.Option(
            help="TOML file with have, need and these options as keys; options go before."
        ),
    ] = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for a part of the duties, or for a part of what is held."""
        return bool(
            self.role or self.risk or self.force or self.sector or self.date or self.edition
            or self.soa
        )  # fmt: skip


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of ``Narrowed`` in place of its parameter ``narrowed``.

    >>> @scoped
    ... def ask(need: Need, narrowed: Narrowed, deep: bool = False) -> None: ...
    >>> list(inspect.signature(ask).parameters)[:4]
    ['need', 'role', 'risk', 'force']
    """

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  (values of all its options)
        said = Narrowed(**{name: given.pop(name) for name in Narrowed._fields})
        command(narrowed=said, **given)

    kinds = get_type_hints(Narrowed, include_extras=True)
    options = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kinds[name]
        )
        for name, default in Narrowed._field_defaults.items()
    ]
    own = inspect.signature(command, eval_str=True)
    parameters: list[inspect.Parameter] = []
    for one in own.parameters.values():
        keyword = one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        parameters.extend(options if one.name == "narrowed" else [keyword])
    vars(run).update(__signature__=own.replace(parameters=parameters))
    run.__annotations__ = {}
    return run


def ask(
    have: Sequence[str], needs: Sequence[str], narrowed: Narrowed, loaded: Graph | None = None
) -> list[Answer]:
    """Load the graph once and answer a coverage question for each thing needed.

    Args:
        have: Frameworks held, as people name them.
        needs: Frameworks needed, or parts of them.
        narrowed: The options.
        loaded: A graph to ask instead.

    Raises:
        UnknownNameError: Neither the options nor a profile say what is held and needed.
    """
    from aimsgraph.answers.dates import today
    from aimsgraph.answers.profile import Profile, read_profile
    from aimsgraph.answers.questions import ASSERTED, Question, answer
    from aimsgraph.answers.statements import load_soa
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.names import resolve_frameworks, resolve_need

    one = read_profile(narrowed.profile) if narrowed.profile else Profile()
    have, needs = tuple(have) or one.have, tuple(filter(None, needs or (one.need,)))
    for option, given in (("--have", have), ("--need", needs)):
        if not given:
            raise UnknownNameError(
                option, "no framework is named.", f"Add {option}, or a file with --profile."
            )
    one = replace(
        one,
        role=narrowed.role or one.role,
        risk=narrowed.risk or one.risk,
        force=narrowed.force or one.force,
        sector=tuple(narrowed.sector or one.sector),
        date=narrowed.date or one.date,
        edition=narrowed.edition or one.edition,
    )
    within = (narrowed.hops or one.hops) if narrowed.inferred else ASSERTED
    soa = narrowed.soa or (Path(one.soa) if one.soa else None)
    named = (*(part for name in have for part in name.split(",")), *needs)
    graph = loaded or load(() if soa else named, within)
    keys = resolve_frameworks(graph, have)
    out = load_soa(graph, soa, have=keys) if soa else None

    def question(need: str) -> Question:
        key, part = resolve_need(graph, need)
        return Question(keys, key, one.scope(part), out, within, today())

    return [answer(graph, question(need)) for need in needs]
