// What Python sends for the graph of a provision (aimsgraph.answers.neighbourhood), and its words.

export interface GraphNode {
  id: string;
  framework: string;
  notation: string;
  heading: string;
  summary: string;
  kind: string;
  assessable: boolean;
  focus: boolean;
  none: string[];
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  kind: string;
  relation: string;
  confidence: number | null;
  rows: string[];
  open: string;
  open_source: string;
  why: string;
}

export interface Drawing {
  focus: string;
  opened: string[];
  nodes: GraphNode[];
  edges: GraphEdge[];
  outlined: boolean;
  left_out: number;
  hops: number;
  frameworks: Record<string, string>;
  version: string;
  disclaimer: string;
}

export interface Kind {
  word: string;
  symbol: string;
  says: string;
  line: "solid" | "dashed" | "dotted";
  dash: readonly number[];
  width: number;
  arrow: "none" | "triangle" | "vee";
  structure: boolean;
}

const typed = { line: "solid", dash: [], width: 2, structure: false } as const;
const structure = { line: "solid", dash: [], width: 1, structure: true } as const;

/** Kinds of edges: told apart by line and sign, not by colour alone; `says` has both ends in it. */
export const KINDS: Record<string, Kind> = {
  equal: { ...typed, word: "equal", symbol: "=", says: "S and T ask for the same", arrow: "none", width: 3.4 },
  subset: { ...typed, word: "subset", symbol: "⊂", says: "S is wholly included in T", arrow: "triangle" },
  superset: { ...typed, word: "superset", symbol: "⊃", says: "S includes all of T", arrow: "triangle" },
  intersects: { ...typed, word: "intersects", symbol: "∩", says: "S and T overlap", arrow: "none" },
  inferred: { word: "inferred", symbol: "", says: "It follows for S and T", line: "dashed", dash: [9, 5], width: 1.8, arrow: "none", structure: false },
  support: { word: "support", symbol: "", says: "S helps to achieve T, and covers none of it", line: "dotted", dash: [1.5, 4], width: 2.2, arrow: "triangle", structure: false },
  suggested: { word: "suggested", symbol: "?", says: "Somebody linked S and T; it proves nothing", line: "dashed", dash: [2, 3, 8, 3], width: 1.4, arrow: "none", structure: false },
  "part-of": { ...structure, word: "part of", symbol: "", says: "S is part of T", arrow: "none" },
  cites: { ...structure, word: "cites", symbol: "", says: "S cites T", arrow: "vee" },
};

export function kindOf(edge: { kind: string }): Kind {
  return KINDS[edge.kind] ?? (KINDS["suggested"] as Kind);
}

/** The focus and what is part of it, as far as it is drawn. */
export function familyOf(drawing: Drawing): Set<string> {
  const below = new Map<string, string[]>();
  for (const e of drawing.edges)
    if (e.kind === "part-of") below.set(e.target, [...(below.get(e.target) ?? []), e.source]);
  const found = new Set([drawing.focus]);
  for (const id of found) for (const part of below.get(id) ?? []) found.add(part);
  return found;
}

/** A provision with its framework, as one line. */
export function fullName(drawing: Drawing, node: GraphNode): string {
  return `${drawing.frameworks[node.framework] ?? node.framework} ${node.notation} ${node.heading}`.trim();
}

/** An edge as a sentence without its full stop. */
export function sentence(edge: GraphEdge, source: string, target: string): string {
  const said = kindOf(edge).says.replace(/\b[ST]\b/g, (letter) => (letter === "S" ? source : target));
  return edge.kind === "inferred" ? `${said}: ${edge.relation}` : said;
}

export function counted(n: number, one: string, many: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
