"""aimsgraph: a knowledge graph of AI and security compliance, and the sound conclusions it allows.

>>> import aimsgraph
>>> g = aimsgraph.load()
>>> sorted(g.frameworks)[:3]
['aiact', 'iso27001', 'iso42001']
"""

import importlib

__version__ = "0.1.0"

__all__ = ["CoverageResult", "LoadedGraph", "QueryAnswer", "__version__", "load"]


def __getattr__(name: str) -> object:
    """Import the API at its first use: ``import aimsgraph`` itself stays fast."""
    if name in __all__:
        return getattr(importlib.import_module("aimsgraph.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
