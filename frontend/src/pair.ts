// Two provisions side by side: what is still open, part by part, and why.

import { h, put, type Child } from "./dom";
import type { Data } from "./data";
import { link } from "./link";
import { named, type Side } from "./reading";
import { GAPS, MARKS, tag } from "./words";

function elements(side: Side): Child {
  if (!side.el.length) return null;
  return h("ul", { class: "elements" }, ...side.el.map(([text, mark]) =>
    h("li", { class: mark === "open" ? "is-open" : "" },
      h("span", { class: "mark", "aria-hidden": "true" }, MARKS[mark] ?? "○"),
      h("span", {}, text, side.judged ? h("span", { class: "by" }, ` ${mark}`) : null))));
}

function column(side: Side, other: Side, typed: boolean): HTMLElement {
  return h("article", { class: "side" },
    h("p", { class: "sub" }, side.f),
    h("h2", {}, link("provision", { id: side.id, with: "" }, named(side))),
    h("p", {}, side.s),
    typed ? h("p", { class: "open" }, h("b", {}, `Still open when ${other.n} is met: `), side.open || "nothing, it is met in full.") : null,
    side.gap.length ? h("p", { class: "tags" }, ...side.gap.map((g) => tag(GAPS[g] ?? g))) : null,
    elements(side));
}

export function pair(data: Data): HTMLElement {
  const node = h("div", { class: "picture" });
  const one = data.pair;
  if (!one) return node;
  const { needed, held, row } = one;
  const typed = Boolean(row.id);
  const duty = data.picture.duties.find((d) => d.id === needed.id);
  const others = duty ? [...duty.by.map((x) => x.id), ...duty.sup.map((x) => x[0])] : [];
  const at = others.indexOf(held.id);
  const step = (to: string | undefined, label: string): Child =>
    to ? link("pair", { id: needed.id, with: to }, label) : null;
  const lead = typed ? needed.open || "nothing, as far as it was judged."
    : one.support.length ? "all of it: the one helps with the other, and overlaps none of it."
    : one.none.length ? "all of it: checked, nothing corresponds."
    : one.parts.length ? `see its parts: ${one.parts.length} ${one.parts.length === 1 ? "pair overlaps" : "pairs overlap"} below.` : one.conclusion;
  put(node, h("div", { class: "canvas pairing" },
    h("p", { class: "open big" }, h("b", {}, "Still open: "), lead),
    h("p", { class: "tags" }, tag(typed ? `${needed.n} is ${said(one.relation)} ${held.n}` : one.conclusion),
      row.confidence !== undefined ? tag(`confidence ${row.confidence.toFixed(2)}`) : null,
      row.artefact ? tag(`in hand for both: ${row.artefact}`) : null,
      h("span", { class: "right links" }, at > 0 ? step(others[at - 1], "← previous counterpart") : null, at >= 0 ? step(others[at + 1], "next counterpart →") : null)),
    h("div", { class: "sides" }, column(needed, held, typed), column(held, needed, typed)),
    row.why ? h("p", {}, h("b", {}, "Why: "), row.why) : null,
    ...one.support.map(([a, b, kind, text]) => h("p", {}, h("b", {}, `${a} helps ${b} (${kind}): `), text)),
    ...one.none.map((text) => h("p", {}, h("b", {}, "Checked, nothing corresponds: "), text)),
    one.parts.length ? h("div", {}, h("h3", {}, "Between their parts"), h("ul", { class: "duties" }, ...one.parts.map(([a, rel, b]) =>
      h("li", { class: "row" }, tag(rel), h("span", {}, link("pair", { id: b.id, with: a.id }, `${named(b)} and ${named(a)}`)))))) : null,
    h("details", {}, h("summary", {}, "Proof"), h("pre", {}, one.proof)),
    h("p", { class: "fine" }, row.id ? `Row ${row.id}, ${row.place}. ` : "", row.cited?.length ? `Cited: ${row.cited.join(", ")}. ` : "", `Data version ${one.version}. ${one.disclaimer}`),
    h("p", { class: "links" }, link("provision", { id: needed.id, with: "" }, `Read ${needed.n}`), link("map", { id: needed.id, with: "" }, "Show in the duty map"), link("graph", { id: needed.id, with: "" }, "Graph"))));
  return node;
}

function said(relation: string): string {
  const words: Record<string, string> = {
    equal: "met in full by", superset: "met in full by", "equal or superset": "met in full by",
    subset: "met in part by, and wider than,", intersects: "met in part by", disjoint: "apart from",
  };
  return words[relation] ?? `(${relation}) beside`;
}
