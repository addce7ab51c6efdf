from aimsgraph.api import CoverageResult as CoverageResult
from aimsgraph.api import LoadedGraph as LoadedGraph
from aimsgraph.api import QueryAnswer as QueryAnswer
from aimsgraph.api import load as load

__version__: str
__all__ = ["CoverageResult", "LoadedGraph", "QueryAnswer", "__version__", "load"]
