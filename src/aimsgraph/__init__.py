"""aimsgraph: a knowledge graph of AI and security compliance, and the sound conclusions it allows.

>>> import aimsgraph
>>> g = aimsgraph.load()
>>> len(g.frameworks), g.frameworks["iso42001"].label
(10, 'ISO/IEC 42001')
"""

import importlib

__version__ = "0.1.0"

_PLACES = {
    "aimsgraph.api": ("load", "LoadedGraph"),
    "aimsgraph.answers.values": ("CoverageResult", "QueryAnswer"),
    "aimsgraph.answers.plan": ("Gap",),
    "aimsgraph.answers.changes": ("Change", "Changes", "RowChange"),
    "aimsgraph.answers.classify": ("Classification",),
    "aimsgraph.answers.compare": ("Comparison",),
    "aimsgraph.answers.explanations": ("Explanation",),
    "aimsgraph.coverage.states": ("Cell", "Coverage", "Source"),
    "aimsgraph.coverage.verdicts": ("Contribution", "ElementState"),
    "aimsgraph.inference.proofs": ("Path", "Proofs", "Step"),
    "aimsgraph.model.graph": ("Graph",),
    "aimsgraph.model.consequences": ("Penalty", "ReportingClock"),
    "aimsgraph.model.records": (
        "ApplicationRule", "Concept", "Edition", "Element", "FormerVersion", "Framework", "Mapping",
        "MappingSet", "Provision", "Side",
    ),
    "aimsgraph.model.terms": ("Force", "Mark", "Relation", "Remains", "State", "Verdict"),
    "aimsgraph.model.errors": (
        "AimsgraphError", "BusyError", "Finding", "IncompleteGraphError", "InputError",
        "InvalidGraphError", "MissingExtraError", "QueryError", "QueryLimitError",
        "QueryRefusedError", "StoreError", "UnfitFormatError", "UnknownNameError",
    ),
}  # fmt: skip
"""The public surface: what is loaded, every type that a method returns, every error it raises."""

_PLACE = {name: module for module, names in _PLACES.items() for name in names}

__all__ = ["__version__", *sorted(_PLACE)]  # noqa: PLE0604  (texts, from the table above)


def __getattr__(name: str) -> object:
    """Import a public name at its first use: ``import aimsgraph`` itself stays fast."""
    if name in _PLACE:
        return getattr(importlib.import_module(_PLACE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
