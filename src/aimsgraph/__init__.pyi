from aimsgraph.answers.changes import Change as Change
from aimsgraph.answers.changes import Changes as Changes
from aimsgraph.answers.changes import RowChange as RowChange
from aimsgraph.answers.classify import Classification as Classification
from aimsgraph.answers.compare import Comparison as Comparison
from aimsgraph.answers.explanations import Explanation as Explanation
from aimsgraph.answers.plan import Gap as Gap
from aimsgraph.answers.values import CoverageResult as CoverageResult
from aimsgraph.answers.values import QueryAnswer as QueryAnswer
from aimsgraph.api import LoadedGraph as LoadedGraph
from aimsgraph.api import load as load
from aimsgraph.coverage.states import Cell as Cell
from aimsgraph.coverage.states import Coverage as Coverage
from aimsgraph.coverage.states import Source as Source
from aimsgraph.coverage.verdicts import Contribution as Contribution
from aimsgraph.coverage.verdicts import ElementState as ElementState
from aimsgraph.inference.proofs import Path as Path
from aimsgraph.inference.proofs import Proofs as Proofs
from aimsgraph.inference.proofs import Step as Step
from aimsgraph.model.consequences import Penalty as Penalty
from aimsgraph.model.consequences import ReportingClock as ReportingClock
from aimsgraph.model.errors import AimsgraphError as AimsgraphError
from aimsgraph.model.errors import BusyError as BusyError
from aimsgraph.model.errors import Finding as Finding
from aimsgraph.model.errors import IncompleteGraphError as IncompleteGraphError
from aimsgraph.model.errors import InputError as InputError
from aimsgraph.model.errors import InvalidGraphError as InvalidGraphError
from aimsgraph.model.errors import MissingExtraError as MissingExtraError
from aimsgraph.model.errors import QueryError as QueryError
from aimsgraph.model.errors import QueryLimitError as QueryLimitError
from aimsgraph.model.errors import QueryRefusedError as QueryRefusedError
from aimsgraph.model.errors import StoreError as StoreError
from aimsgraph.model.errors import UnfitFormatError as UnfitFormatError
from aimsgraph.model.errors import UnknownNameError as UnknownNameError
from aimsgraph.model.graph import Graph as Graph
from aimsgraph.model.records import ApplicationRule as ApplicationRule
from aimsgraph.model.records import Concept as Concept
from aimsgraph.model.records import Edition as Edition
from aimsgraph.model.records import Element as Element
from aimsgraph.model.records import FormerVersion as FormerVersion
from aimsgraph.model.records import Framework as Framework
from aimsgraph.model.records import Mapping as Mapping
from aimsgraph.model.records import MappingSet as MappingSet
from aimsgraph.model.records import Provision as Provision
from aimsgraph.model.records import Side as Side
from aimsgraph.model.terms import Force as Force
from aimsgraph.model.terms import Mark as Mark
from aimsgraph.model.terms import Relation as Relation
from aimsgraph.model.terms import Remains as Remains
from aimsgraph.model.terms import State as State
from aimsgraph.model.terms import Verdict as Verdict

__version__: str
__all__ = [
    "AimsgraphError",
    "ApplicationRule",
    "BusyError",
    "Cell",
    "Change",
    "Changes",
    "Classification",
    "Comparison",
    "Concept",
    "Contribution",
    "Coverage",
    "CoverageResult",
    "Edition",
    "Element",
    "ElementState",
    "Explanation",
    "Finding",
    "Force",
    "FormerVersion",
    "Framework",
    "Gap",
    "Graph",
    "IncompleteGraphError",
    "InputError",
    "InvalidGraphError",
    "LoadedGraph",
    "Mapping",
    "MappingSet",
    "Mark",
    "MissingExtraError",
    "Path",
    "Penalty",
    "Proofs",
    "Provision",
    "QueryAnswer",
    "QueryError",
    "QueryLimitError",
    "QueryRefusedError",
    "Relation",
    "Remains",
    "ReportingClock",
    "RowChange",
    "Side",
    "Source",
    "State",
    "Step",
    "StoreError",
    "UnfitFormatError",
    "UnknownNameError",
    "Verdict",
    "__version__",
    "load",
]
