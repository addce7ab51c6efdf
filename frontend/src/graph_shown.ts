// What of a drawing is shown under the filters, and the sentences about it.

import { counted, fullName, type Drawing, type GraphEdge, type GraphNode } from "./graph_data";
import { FRAMEWORK } from "./graph_filters";

const CROWDED = 250; // nodes above which a hint says how to see less

export interface Shown {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** What is not hidden and still connected with the focus; the rest would float about. */
export function shownOf(drawing: Drawing, hidden: Set<string>): Shown {
  const there = new Set(drawing.nodes.filter((n) => n.focus || !hidden.has(FRAMEWORK + n.framework)).map((n) => n.id));
  const edges = drawing.edges.filter((e) => !hidden.has(e.kind) && there.has(e.source) && there.has(e.target));
  const near = new Map<string, string[]>();
  for (const e of edges) {
    near.set(e.source, [...(near.get(e.source) ?? []), e.target]);
    near.set(e.target, [...(near.get(e.target) ?? []), e.source]);
  }
  const reached = new Set([drawing.focus]);
  for (const id of reached) for (const other of near.get(id) ?? []) reached.add(other);
  if (hidden.has("part-of")) for (const e of edges) { reached.add(e.source); reached.add(e.target); }
  return { nodes: drawing.nodes.filter((n) => reached.has(n.id)), edges: edges.filter((e) => reached.has(e.source)) };
}

export function focusName(drawing: Drawing): string {
  const focus = drawing.nodes.find((n) => n.focus);
  return focus ? fullName(drawing, focus) : drawing.focus;
}

/** How much is shown, of what, and by which rule. */
export function scopeText(drawing: Drawing, now: Shown): string {
  const whole = now.nodes.length === drawing.nodes.length && now.edges.length === drawing.edges.length;
  const of = (n: number, all: number): string => (whole ? n.toLocaleString("en") : `${n.toLocaleString("en")} of ${all.toLocaleString("en")}`);
  const around = drawing.outlined ? "the outline of the focus" : "one hop around the focus";
  const opened = drawing.opened.length ? ` and around ${counted(drawing.opened.length, "expanded one", "expanded ones")}` : "";
  const reach = drawing.hops === 0 ? "until nothing new follows" : `over at most ${counted(drawing.hops, "mapping", "mappings")}`;
  const much = now.nodes.length > CROWDED ? " This is much to read at once: filter it, or take a part of it as the focus." : "";
  return `${of(now.nodes.length, drawing.nodes.length)} provisions and ${of(now.edges.length, drawing.edges.length)} connections: ${around}${opened}; inferred ${reach}, between duties. A filled mark counts as a duty. Pairs judged to share nothing are not drawn.${much}`;
}

/** How many are left out, and how to see them; empty where all are drawn. */
export function leftOut(drawing: Drawing): string {
  if (!drawing.left_out) return "";
  const all = (drawing.nodes.length + drawing.left_out).toLocaleString("en");
  const left = drawing.left_out.toLocaleString("en");
  return drawing.outlined
    ? `${left} more provisions stand around it, too many to draw at once. Expand a part to draw what touches it, or make it the focus.`
    : `Only ${drawing.nodes.length.toLocaleString("en")} of ${all} provisions around it are drawn; ${left} are left out. Take a part of it as the focus, or read them all under Text.`;
}
