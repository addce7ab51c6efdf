// What is selected in the graph: what it is, how it relates to the focus, what is still open.

import * as address from "./address";
import { h, type Child } from "./dom";
import { counted, familyOf, fullName, kindOf, sentence, type Drawing, type GraphEdge, type GraphNode } from "./graph_data";
import { stroke } from "./graph_look";
import { link } from "./link";

const MOST_CARDS = 40;

export interface Acts {
  select: (id: string) => void;
  expand: (id: string) => void;
  fold: (id: string) => void;
}

export function panel(drawing: Drawing, id: string, acts: Acts): Child[] {
  const names = new Map(drawing.nodes.map((n) => [n.id, n]));
  const node = names.get(id) ?? names.get(drawing.focus);
  if (!node) return [];
  const family = familyOf(drawing);
  const own = (e: GraphEdge): boolean => family.has(e.source) || family.has(e.target);
  const touching = drawing.edges.filter((e) => e.source === node.id || e.target === node.id);
  const others = touching.filter((e) => kindOf(e).structure);
  const rows = node.focus ? drawing.edges.filter((e) => !kindOf(e).structure && own(e)) : touching.filter((e) => !kindOf(e).structure);
  const sorted = node.focus ? rows : [...rows].sort((a, b) => Number(own(b)) - Number(own(a)));
  const opened = drawing.opened.includes(node.id);
  return [
    h("h2", {}, `${node.notation} ${node.heading}`.trim()),
    h("p", { class: "sub" }, `${drawing.frameworks[node.framework] ?? node.framework} · ${node.assessable ? "counts as a duty" : "does not count by itself"}${node.focus ? " · in the focus" : ""}`),
    ...(node.focus ? [] : toFocus(names, family, rows)),
    node.summary ? h("p", {}, node.summary) : h("p", { class: "fine" }, "Structure only; its parts say what is asked."),
    h("p", { class: "links" },
      link("provision", { id: node.id }, "Open in the reader"),
      node.focus ? null : link("graph", { id: node.id, hide: address.read("hide") }, "Make it the focus"),
      node.focus || node.framework === names.get(drawing.focus)?.framework ? null : link("pair", { id: drawing.focus, with: node.id }, "Side by side"),
      node.focus ? null : h("button", { type: "button", class: "link", click: () => (opened ? acts.fold(node.id) : acts.expand(node.id)) }, opened ? "Fold again" : "Expand")),
    rows.length ? h("h3", {}, node.focus ? `${counted(rows.length, "connection", "connections")} with other provisions${family.size > 1 ? ", its parts included" : ""}` : `${counted(rows.length, "connection", "connections")} drawn`) : null,
    ...sorted.slice(0, MOST_CARDS).map((e) => card(names, drawing, e, node, acts)),
    sorted.length > MOST_CARDS ? h("p", { class: "fine" }, `${sorted.length - MOST_CARDS} more: they stand in the table.`) : null,
    rows.length || !node.focus ? null : h("p", {}, drawing.outlined ? "Expand a part of it to see what touches it." : "No mapping touches it yet."),
    node.none.length ? h("p", {}, h("b", {}, "Checked, nothing corresponds in: "), node.none.join(", ")) : null,
    others.length ? h("p", { class: "fine" }, ...listed(names, drawing, others, node, acts)) : null,
  ];
}

/** What is still open on the side of the focus or its parts, before anything else. */
function toFocus(names: Map<string, GraphNode>, family: Set<string>, rows: GraphEdge[]): Child[] {
  const open = rows.flatMap((e): [string, string][] => [
    ...(e.open && family.has(e.target) ? [[e.target, e.open] as [string, string]] : []),
    ...(e.open_source && family.has(e.source) ? [[e.source, e.open_source] as [string, string]] : []),
  ]);
  return open.slice(0, 3).map(([id, text]) =>
    h("p", { class: "open" }, h("b", {}, `Still open in ${names.get(id)?.notation ?? id}: `), text));
}

function card(names: Map<string, GraphNode>, drawing: Drawing, edge: GraphEdge, at: GraphNode, acts: Acts): HTMLElement {
  const kind = kindOf(edge);
  const ends = [names.get(edge.source), names.get(edge.target)].filter((n): n is GraphNode => n !== undefined);
  const other = ends.find((n) => n.id !== at.id && n.framework !== at.framework) ?? ends.find((n) => n.id !== at.id);
  const [source, target] = [names.get(edge.source), names.get(edge.target)];
  const says = sentence(edge, source?.notation ?? edge.source, target?.notation ?? edge.target);
  const about = [
    edge.kind === "support" ? edge.relation : "",
    edge.confidence === null ? "" : `confidence ${edge.confidence.toFixed(2)}`,
    edge.kind === "inferred" && edge.rows.length ? `from ${counted(edge.rows.length, "row", "rows")}` : "",
  ].filter(Boolean);
  return h("article", { class: "card" },
    h("h4", {}, other ? h("button", { type: "button", class: "link", click: () => acts.select(other.id) }, fullName(drawing, other)) : null),
    h("p", { class: "kind" }, stroke(kind), ` ${kind.symbol} ${kind.word}`.replace("  ", " "), about.length ? ` · ${about.join(" · ")}` : ""),
    h("p", {}, `${says}.`),
    edge.open && target ? h("p", {}, h("b", {}, `Still open in ${target.notation}: `), edge.open) : null,
    edge.open_source && source ? h("p", {}, h("b", {}, `Still open in ${source.notation}: `), edge.open_source) : null,
    edge.why ? h("details", {}, h("summary", {}, "Why"), h("p", {}, edge.why), h("p", { class: "fine" }, edge.rows.join(" + "))) : null);
}

function listed(names: Map<string, GraphNode>, drawing: Drawing, edges: GraphEdge[], at: GraphNode, acts: Acts): Child[] {
  const groups: [string, (e: GraphEdge) => boolean, "source" | "target"][] = [
    ["Part of", (e) => e.kind === "part-of" && e.source === at.id, "target"],
    ["Parts", (e) => e.kind === "part-of" && e.target === at.id, "source"],
    ["Cites", (e) => e.kind === "cites" && e.source === at.id, "target"],
    ["Cited by", (e) => e.kind === "cites" && e.target === at.id, "source"],
  ];
  return groups.flatMap(([word, is, end]): Child[] => {
    const found = edges.filter(is).map((e) => names.get(e[end])).filter((n): n is GraphNode => n !== undefined);
    if (!found.length) return [];
    return [h("b", {}, `${word}: `), ...found.slice(0, MOST_CARDS).flatMap((n, i): Child[] => [
      i ? ", " : "", h("button", { type: "button", class: "link", title: fullName(drawing, n), click: () => acts.select(n.id) }, n.notation)]),
    found.length > MOST_CARDS ? `, ${found.length - MOST_CARDS} more` : "", ". "];
  });
}
