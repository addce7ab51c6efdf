"""The command line: one module a group of commands, heavy libraries only where they are used."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from aimsgraph import __version__
from aimsgraph.faces.cli import (
    classify,
    close,
    compare,
    coverage,
    diff,
    explore,
    export,
    graph,
    proof,
    publish,
    query,
    scenario,
    serve,
)
from aimsgraph.faces.cli import files as tend
from aimsgraph.faces.cli.common import session
from aimsgraph.model.errors import AimsgraphError, InputError, InvalidGraphError, UnknownNameError

app = typer.Typer(
    name="aimsgraph",
    help="What you already have, what is left, by when, and who says so: ISO/IEC 27001, "
    "ISO/IEC 42001, the EU AI Act and the laws beside it. Decision support, not legal advice.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
graph.register(app)
query.register(app)
coverage.register(app)
compare.register(app)
diff.register(app)
proof.register(app)
classify.register(app)
tend.register(app)
explore.register(app)
serve.register(app)
close.register(app)
export.register(app)
scenario.register(app)
publish.register(app)

_GARBAGE = 100_000
"""New values before a search for garbage: those of a graph stay, and to search takes a tenth."""

_SHOWN = 20
_FILES = frozenset({"fmt", "validate", "publish"})
"""Commands about files: they heed ``--store``, if at all, and never the environment."""

_STORELESS = frozenset({"diff", "fmt", "publish", "serve"})


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    with_: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="DIR",
            help="Add a folder with frameworks/*.ttl and mappings/*.sssom.tsv; may be repeated.",
        ),
    ] = None,
    store: Annotated[
        str,
        typer.Option(
            "--store",
            metavar="URL",
            help="Read from a SPARQL service that was published to; or set AIMSGRAPH_STORE.",
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            "--lang", metavar="LANG", help="Language of texts that a folder gives in several."
        ),
    ] = "",
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    session.folders = list(with_ or [])
    session.language = language.strip().lower()
    session.store = _store(store, context.invoked_subcommand or "")


def _store(given: str, command: str) -> str:
    """The store that a command reads from; nothing for the files.

    Raises:
        UnknownNameError: The command cannot, or it would have to read from two places.
    """
    url = given or os.environ.get("AIMSGRAPH_STORE", "")
    if not url or (command in _FILES and not given):
        return ""
    option = f"--store {url}" if given else f"AIMSGRAPH_STORE={url}"
    if command in _STORELESS:
        raise UnknownNameError(
            option, f"`{command}` does not read from a store.", "Leave it out for this command."
        )
    if session.folders:
        raise UnknownNameError(
            f"{option} and --with",
            "folders are not joined with a store.",
            "Publish them: `aimsgraph --with DIR publish URL`.",
        )
    return url


def hoist(arguments: list[str]) -> list[str]:
    """Let ``--with DIR``, ``--store URL`` and ``--lang LANG`` stand anywhere on the line.

    >>> hoist(["coverage", "--have", "a", "--with", "d"])
    ['--with', 'd', 'coverage', '--have', 'a']
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in {"--with", "--store", "--lang"}:
            front += [
                word,
                *([following] if (following := next(waiting, None)) is not None else []),
            ]
        elif word.startswith(("--with=", "--store=", "--lang=")):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def refuse_blank(arguments: list[str]) -> None:
    """Refuse an empty value: mostly a variable of a script that was never set.

    Raises:
        InputError: To go on would answer another question, for all roles, say, and not for one.
    """
    for before, word in zip(["", *arguments], arguments, strict=False):
        option, given, value = word.partition("=")
        if not word.strip() or (given and option.startswith("--") and not value.strip()):
            place = option if given else before if before.startswith("-") else repr(word)
            raise InputError(place, "it is empty.", "Give a value, or leave it out.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors go to standard error with their exit status."""
    gc.set_threshold(_GARBAGE)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        refuse_blank(given)
        app(hoist(given), prog_name="aimsgraph")
    except InvalidGraphError as error:
        for finding in error.findings[:_SHOWN]:
            sys.stderr.write(f"{finding}\n")
        left = len(error.findings) - _SHOWN
        if left > 0:
            sys.stderr.write(f"... and {left} more. `aimsgraph validate PATH` lists them all.\n")
        sys.exit(error.exit_code)
    except AimsgraphError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
