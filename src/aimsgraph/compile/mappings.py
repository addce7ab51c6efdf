"""SSSOM rows compiled to mappings against known provisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingT
from typing import Final

from aimsgraph.formats.sssom import Row, SssomFile
from aimsgraph.formats.sssom_rules import check_row, listed, relation_of, supports
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.model.nearest import nearest
from aimsgraph.model.records import Curie, Framework, Mapping, MappingSet, Provision
from aimsgraph.model.terms import (
    DEFAULT_CONFIDENCE,
    GAP_KINDS,
    MAPPING,
    NO_TERM_FOUND,
    NO_TERM_FOUND_KINDS,
    WHOLE,
    Relation,
)

Complain = Callable[[str, str, str], None]
_SET_KEY: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
_ADDRESS: Final = re.compile(r"^https?://[^\s<>\"{}|\\^`]+$")
MOST_SUGGESTIONS: Final = 20
"""Unknown ids for which the nearest known one is looked up."""
_SPLIT: Final = re.compile(r"[|\s]+")


class MappingCompiler:
    """Resolves the rows of mapping files and collects what is wrong on the way.

    Args:
        frameworks: Known frameworks by key.
        provisions: Known provisions by CURIE.
        base: A graph that the rows come on top of.
    """

    def __init__(
        self,
        frameworks: MappingT[str, Framework],
        provisions: MappingT[Curie, Provision],
        base: Graph | None = None,
    ) -> None:
        self.base = base
        self.frameworks = frameworks
        self.provisions = provisions
        self.findings: list[Finding] = []
        self._suggested = 0
        self._by_iri = {p.iri: p.id for p in provisions.values()}
        self._framework_iris = {f.iri: f.key for f in frameworks.values()}

    def compile(
        self, files: Iterable[SssomFile]
    ) -> tuple[tuple[Mapping, ...], tuple[MappingSet, ...]]:
        """Every mapping and every mapping set of some files, in the order of their ids."""
        known = self.base.mappings if self.base else ()
        mappings = {m.id: m for m in known}
        pairs = {_ends(m): m for m in known}
        sets = {s.key: s for s in self.base.mapping_sets} if self.base else {}
        for file in files:
            key = file.name.rpartition("/")[2].removesuffix(".tsv").removesuffix(".sssom")
            if not self._named_well(file, key):
                continue
            if key in sets:
                self._fault(
                    file.name, 0, "duplicate-set", f"the set {key} exists: {sets[key].file}.",
                    "Rename the file.",
                )  # fmt: skip
                continue
            for one in self._file(file, key):
                if self._clashes(one, pairs):
                    continue
                mappings[one.id] = one
            sets[key] = MappingSet(
                key=key,
                iri=str(file.header.get("mapping_set_id") or MAPPING + key),
                title=str(file.header.get("mapping_set_title") or key),
                license=str(file.header.get("license") or ""),
                file=file.name,
                rows=len(file.rows),
            )
        return (
            tuple(mappings[k] for k in sorted(mappings)),
            tuple(sets[k] for k in sorted(sets)),
        )

    def _named_well(self, file: SssomFile, key: str) -> bool:
        """Whether the set's key and address can stand in an address; a finding says why not."""
        if not _SET_KEY.match(key):
            self._fault(
                file.name,
                0,
                "bad-key",
                f"{key!r} is no name of a mapping set.",
                "Name the file with letters, digits, dots, hyphens and underscores.",
            )
            return False
        iri = str(file.header.get("mapping_set_id") or MAPPING + key)
        if not _ADDRESS.match(iri):
            self._fault(
                file.name,
                1,
                "bad-address",
                f"mapping_set_id {iri!r} is no address.",
                "Write an absolute http or https address.",
            )
            return False
        return True

    def _fault(self, name: str, line: int, code: str, fact: str, remedy: str) -> None:
        self.findings.append(Finding(name, line, code, fact, remedy))

    def _file(self, file: SssomFile, key: str) -> Iterator[Mapping]:
        for row in file.rows:
            faults = list(check_row(row, file.name))
            self.findings.extend(faults)
            if not faults:
                one = self._row(row, file, key)
                if one is not None:
                    yield one

    def _clashes(self, one: Mapping, pairs: dict[tuple[str, str, str], Mapping]) -> bool:
        ends = _ends(one)
        other = pairs.setdefault(ends, one)
        if other is one:
            return False
        self._fault(
            one.file,
            one.line,
            "duplicate-pair",
            f"{ends[0]} and {ends[1]} are judged in {other.file}:{other.line} too.",
            "Keep one row a pair and rationale, in either direction.",
        )
        return True

    def _row(self, row: Row, file: SssomFile, key: str) -> Mapping | None:
        def fault(code: str, fact: str, remedy: str) -> None:
            self._fault(file.name, row.line, code, fact, remedy)

        subject = self._provision(row["subject_id"], file, fault)
        relation = relation_of(row)
        target: Curie | None = None
        none_in = ""
        if row["object_id"] == NO_TERM_FOUND:
            none_in = self._framework(row["object_source"], file, fault)
            if not none_in:
                return None
        else:
            target = self._provision(row["object_id"], file, fault)
            if target is None:
                return None
        if subject is None:
            return None
        if subject == target:
            fault("self-mapping", f"{subject} is mapped to itself.", "Remove the row.")
            return None
        fits = self._fits(subject, target, none_in, relation, fault, support=supports(row))
        if not (fits and self._marks_fit(row, subject, target, fault)):
            return None
        rationale = row["strm_rationale"] or "functional"
        end = target or f"none:{none_in}"
        suffix = "" if rationale == "functional" else f"~{rationale}"
        return Mapping(
            id=f"{key}/{subject}--{end}{suffix}",
            set_key=key,
            subject=subject,
            object=target,
            relation=relation,
            none_in=none_in,
            rationale=rationale,
            confidence=float(row["confidence"] or DEFAULT_CONFIDENCE),
            predicate=row["predicate_id"],
            modifier=row["predicate_modifier"],
            justification=row["mapping_justification"],
            comment=row["comment"],
            object_residual=row["object_residual"],
            subject_residual=row["subject_residual"],
            see_also=tuple(s for s in _SPLIT.split(row["see_also"]) if s),
            author=row["author_label"],
            reviewer=row["reviewer_label"],
            date=row["mapping_date"],
            subject_label=row["subject_label"],
            object_label=row["object_label"],
            subject_edition=self._edition(row["subject_source_version"], subject, fault),
            object_edition=self._edition(row["object_source_version"], target, fault)
            if target
            else "",
            object_elements=_in_order(row["object_elements"]),
            subject_elements=_in_order(row["subject_elements"]),
            artefact=row["shared_artefact"],
            object_gap=_gap(row["object_gap"]),
            subject_gap=_gap(row["subject_gap"]),
            support=row["support_kind"],
            subject_judged=row["subject_judged"],
            object_judged=row["object_judged"],
            file=file.name,
            line=row.line,
        )

    def _marks_fit(self, row: Row, subject: Curie, target: Curie | None, fault: Complain) -> bool:
        """Whether the elements that a row marks are those that its ends have."""
        for slot, end in (("object_elements", target), ("subject_elements", subject)):
            marked = listed(row[slot])
            if not marked:
                continue
            known = [e.key for e in self.provisions[end].elements] if end else []
            wrong = [k for k in (e.lstrip("~+") for e in marked) if k not in (known or [WHOLE])]
            if end is None or wrong:
                have = f"has {', '.join(known)}" if known else "has no elements"
                fault(
                    "unknown-element",
                    f"{slot} marks {', '.join(wrong or marked)}, but {end or 'nothing'} {have}.",
                    f"Mark {', '.join(known)}."
                    if known
                    else f"Write {WHOLE}, ~{WHOLE} or +{WHOLE}.",
                )
                return False
        return True

    def _fits(
        self,
        subject: Curie,
        target: Curie | None,
        none_in: str,
        relation: Relation | None,
        fault: Complain,
        *,
        support: bool,
    ) -> bool:
        one = self.provisions[subject]
        if target is None:
            if one.framework == none_in:
                fault(
                    "no-term-source",
                    f"{subject} belongs to {none_in} itself.",
                    "Set object_source to the other framework.",
                )
                return False
            if one.kind not in NO_TERM_FOUND_KINDS:
                fault(
                    "no-term-too-high",
                    f"NoTermFound on {subject} ({one.kind}) speaks for too much at once.",
                    "Judge articles, controls, control objectives or annex sections one by one.",
                )
                return False
            return True
        if relation is None and not support:
            return True
        for end in (one, self.provisions[target]):
            if not end.normative and end.force.value != "guidance":
                fault(
                    "not-normative",
                    f"{end.id} is a {end.force.value}: it demands nothing that could be compared.",
                    "Map the provision that carries the duty.",
                )
                return False
        return True

    def _expand(self, name: str, file: SssomFile) -> str:
        prefix, _, local = name.partition(":")
        if prefix in file.curie_map:
            return file.curie_map[prefix] + local
        if prefix in self.frameworks:
            return f"{self.frameworks[prefix].iri}/{local}"
        return ""

    def _provision(self, name: str, file: SssomFile, fault: Complain) -> Curie | None:
        iri = self._expand(name, file)
        if not iri:
            prefix = name.partition(":")[0]
            known = sorted({*file.curie_map, *self.frameworks})
            fault(
                "unknown-prefix",
                f"the prefix {prefix!r} of {name} is not declared.",
                f"Declare it in curie_map, or use one of {', '.join(known)}.",
            )
            return None
        curie = self._by_iri.get(iri)
        if curie is None:
            near = self._near(name)
            fault(
                "unknown-id",
                f"{name} does not exist.",
                f"Did you mean {near[0]}?" if near else "Check the id.",
            )
        return curie

    def _near(self, name: str) -> list[str]:
        """The nearest known name; a file full of unknown ones is told only of the first ones."""
        self._suggested += 1
        if self._suggested > MOST_SUGGESTIONS:
            return []
        prefix = name.partition(":")[0] + ":"
        own = [c for c in self.provisions if c.startswith(prefix)]
        return nearest(name, own or self.provisions)

    def _framework(self, name: str, file: SssomFile, fault: Complain) -> str:
        key = name if name in self.frameworks else self._framework_iris.get(name, "")
        key = key or self._framework_iris.get(self._expand(name, file), "")
        if not key:
            fault(
                "unknown-framework",
                f"object_source {name!r} is no framework.",
                f"Use one of {', '.join(sorted(self.frameworks))}.",
            )
        return key

    def _edition(self, version: str, curie: Curie, fault: Complain) -> str:
        framework = self.frameworks[self.provisions[curie].framework]
        known = [e.key for e in framework.editions]
        if version and known and version not in known:
            fault(
                "unknown-edition",
                f"{framework.key} has no edition {version!r}.",
                f"Use one of {', '.join(known)}.",
            )
            return ""
        return version


def _in_order(text: str) -> tuple[str, ...]:
    """Marked elements in the order of the provision, however they were written."""
    return tuple(sorted(listed(text), key=lambda e: (len(e.lstrip("~+")), e.lstrip("~+"))))


def _gap(text: str) -> tuple[str, ...]:
    """Kinds of gaps, each once, in the order of the table."""
    return tuple(sorted(listed(text), key=GAP_KINDS.index))


def _ends(one: Mapping) -> tuple[str, str, str]:
    """The pair that a row judges, in one order, and its rationale."""
    other = f"none:{one.none_in}" if one.object is None else one.object
    if one.object is None:
        return one.subject, other, one.rationale
    return min(one.subject, other), max(one.subject, other), one.rationale
