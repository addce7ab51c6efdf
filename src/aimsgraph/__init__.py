"""aimsgraph: a knowledge graph of AI and security compliance, and the sound conclusions it allows."""

__version__ = "0.1.0"

__all__ = ["__version__"]
