// Where nodes stand: a tree around the focus first, then relaxed; what stood before stays.

import type cytoscape from "cytoscape";
import type { Drawing } from "./graph_data";

export interface Place {
  x: number;
  y: number;
}

/** Nodes up to which places are relaxed; with more it takes many seconds, and rings and fans must do. */
export const LAID_OUT = 260;

const STEP = 150; // between two rings

/** Places on rings around the focus, each branch in its own sector, frameworks side by side. */
export function rings(drawing: Drawing): Map<string, Place> {
  const order = new Map(drawing.nodes.map((n, i) => [n.id, [n.framework, i] as const]));
  const near = new Map<string, string[]>(drawing.nodes.map((n) => [n.id, []]));
  for (const edge of [...drawing.edges].sort((a, b) => Number(b.kind === "part-of") - Number(a.kind === "part-of"))) {
    near.get(edge.source)?.push(edge.target);
    near.get(edge.target)?.push(edge.source);
  }
  const below = new Map<string, string[]>();
  const seen = new Set([drawing.focus]);
  const line = [drawing.focus];
  for (const id of line) {
    const next = [...new Set(near.get(id) ?? [])].filter((other) => !seen.has(other));
    next.sort((a, b) => compare(order.get(a), order.get(b)));
    for (const other of next) { seen.add(other); line.push(other); }
    below.set(id, next);
  }
  const weight = new Map<string, number>();
  for (const id of [...line].reverse())
    weight.set(id, Math.max(1, (below.get(id) ?? []).reduce((sum, other) => sum + (weight.get(other) ?? 1), 0)));
  const places = new Map<string, Place>();
  const set = (id: string, ring: number, from: number, to: number): void => {
    const middle = (from + to) / 2;
    const out = ring * STEP * Math.sqrt(Math.max(1, (weight.get(drawing.focus) ?? 1) / 26));
    places.set(id, { x: Math.cos(middle) * out * 1.35, y: Math.sin(middle) * out });
    let at = from;
    for (const other of below.get(id) ?? []) {
      const share = ((to - from) * (weight.get(other) ?? 1)) / (weight.get(id) ?? 1);
      set(other, ring + 1, at, at + share);
      at += share;
    }
  };
  set(drawing.focus, 0, -Math.PI, Math.PI);
  for (const n of drawing.nodes) if (!places.has(n.id)) places.set(n.id, { x: 0, y: STEP * 3 });
  return places;
}

function compare(a: readonly [string, number] | undefined, b: readonly [string, number] | undefined): number {
  if (!a || !b || a[0] === b[0]) return (a?.[1] ?? 0) - (b?.[1] ?? 0);
  return a[0] < b[0] ? -1 : 1;
}

/** Places for what came with a provision that was opened: a fan that points away from the focus. */
export function fan(centre: Place, away: Place, count: number, at: number): Place {
  const towards = Math.atan2(centre.y - away.y, centre.x - away.x);
  const wide = Math.min(Math.PI * 1.3, 0.35 * count);
  const angle = towards + (count < 2 ? 0 : wide * (at / (count - 1) - 0.5));
  const out = STEP * Math.max(0.9, count / 9);
  return { x: centre.x + Math.cos(angle) * out, y: centre.y + Math.sin(angle) * out };
}

/** Relax the places; nodes in `fixed` do not move. */
export function relax(shown: cytoscape.CollectionReturnValue, fixed: cytoscape.NodeCollection): void {
  const count = shown.nodes().length;
  const tight = count > 70 ? 0.72 : 1;
  shown.layout({
    name: "fcose",
    quality: "proof",
    randomize: false,
    animate: false,
    fit: false,
    packComponents: false,
    nodeDimensionsIncludeLabels: true,
    idealEdgeLength: (edge: cytoscape.EdgeSingular) => (edge.data("kind") === "part-of" ? 60 : 95) * tight,
    nodeRepulsion: () => 9000 * tight * tight,
    edgeElasticity: () => 0.25,
    gravity: 0.12,
    gravityRange: 3,
    numIter: count > 70 ? 1200 : 2500,
    tile: false,
    fixedNodeConstraint: fixed.map((n) => ({ nodeId: n.id(), position: { ...n.position() } })),
  } as unknown as cytoscape.LayoutOptions).run();
}

/** Put back what stood before, and take the rest along, for relaxing moves all of it a little. */
export function settle(nodes: cytoscape.NodeCollection, places: Map<string, Place>, focus: string): void {
  const [was, now] = [places.get(focus), nodes.getElementById(focus).position()];
  const by = { x: (was?.x ?? now.x) - now.x, y: (was?.y ?? now.y) - now.y };
  nodes.positions((n) => places.get(n.id()) ?? { x: n.position().x + by.x, y: n.position().y + by.y });
}

/** Stretch the places around the focus until they fill a window of another shape. */
export function stretch(nodes: cytoscape.NodeCollection, wide: number, high: number): void {
  const box = nodes.boundingBox();
  const by = Math.min(2, Math.max(0.5, wide / high / (box.w / Math.max(1, box.h))));
  nodes.positions((node) => {
    const { x, y } = node.position();
    return by > 1 ? { x: x * by, y } : { x, y: y / by };
  });
}

/** The node in a direction that is nearest, what is straight ahead before what is beside. */
export function nextIn(from: cytoscape.NodeSingular, among: cytoscape.NodeCollection, dx: number, dy: number): cytoscape.NodeSingular | null {
  const { x, y } = from.position();
  let best: cytoscape.NodeSingular | null = null;
  let least = Infinity;
  among.forEach((node) => {
    const [vx, vy] = [node.position().x - x, node.position().y - y];
    const along = vx * dx + vy * dy;
    const beside = Math.abs(vx * dy - vy * dx);
    if (node.id() === from.id() || along <= 0 || beside > along * 1.6) return;
    const cost = along + beside * 1.5;
    if (cost < least) { least = cost; best = node; }
  });
  return best;
}
