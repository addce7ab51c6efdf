// The drawing on its canvas: elements from the data, their places, what is lit, and the view of it.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { fullName, kindOf, type Drawing, type GraphEdge, type GraphNode } from "./graph_data";
import { LAID_OUT, fan, nextIn, relax, rings, settle, stretch } from "./graph_layout";
import { LIGHT, sheet, themeOf, type Look } from "./graph_look";
import type { Shown } from "./graph_shown";
import { cut } from "./words";

cytoscape.use(fcose);

const WORDY = 70; // nodes up to which each carries its heading too
const SIGNED = 160; // edges up to which each carries its sign
const NARROW = 900; // pixels of a window up to which the panel stands below, as in graph.css
const TOLD = 8; // edges of a selected node up to which each says what it is
const MARGIN = 36; // pixels around the picture when it is fitted

export class Canvas {
  readonly cy: cytoscape.Core;
  built = false;
  private fitted = "";
  private worn = "";

  constructor(private drawing: Drawing, private readonly looks: Map<string, Look>, container: HTMLElement) {
    this.cy = cytoscape({ container, minZoom: 0.08, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true, style: [] });
  }

  get dense(): boolean {
    return this.drawing.nodes.length > WORDY;
  }

  private nodeOf(n: GraphNode, wordy: boolean): cytoscape.ElementDefinition {
    const heading = wordy || n.focus ? cut(n.heading, 46) : "";
    return { group: "nodes", data: { id: n.id, framework: n.framework, look: this.looks.get(n.framework)?.number ?? 0, name: fullName(this.drawing, n), label: heading ? `${n.notation}\n${heading}` : n.notation } };
  }

  private edgeOf(e: GraphEdge): cytoscape.ElementDefinition {
    const kind = kindOf(e);
    const confidence = e.confidence === null ? "" : e.confidence.toFixed(2);
    return { group: "edges", data: { id: `e ${e.id}`, source: e.source, target: e.target, kind: e.kind, sign: kind.symbol, words: `${kind.symbol} ${kind.word} ${confidence}`.trim() } };
  }

  private mark(): void {
    for (const n of this.drawing.nodes) {
      const node = this.cy.getElementById(n.id);
      node.data("label", this.nodeOf(n, !this.dense).data["label"]);
      node.toggleClass("duty", n.assessable).toggleClass("focus", n.focus).toggleClass("opened", this.drawing.opened.includes(n.id));
    }
    this.cy.edges().toggleClass("signed", this.drawing.edges.length <= SIGNED);
  }

  build(): void {
    const { cy, drawing } = this;
    this.built = true;
    const places = rings(drawing);
    cy.add([...drawing.nodes.map((n) => ({ ...this.nodeOf(n, !this.dense), position: places.get(n.id) ?? { x: 0, y: 0 } })), ...drawing.edges.map((e) => this.edgeOf(e))]);
    this.mark();
    if (drawing.nodes.length <= LAID_OUT) relax(cy.elements(), cy.getElementById(drawing.focus));
    stretch(cy.nodes(), innerWidth > NARROW ? Math.max(cy.width(), cy.height() * 1.2) : cy.width(), cy.height());
  }

  /** Another drawing around the same focus: what stood before stays. Returns what is new. */
  take(next: Drawing): GraphNode[] {
    const { cy } = this;
    const opened = next.opened.find((id) => !this.drawing.opened.includes(id));
    this.drawing = next;
    if (!this.built) return [];
    const [ids, lines] = [new Set(next.nodes.map((n) => n.id)), new Set(next.edges.map((e) => `e ${e.id}`))];
    cy.edges().filter((e) => !lines.has(e.id())).remove();
    cy.nodes().filter((n) => !ids.has(n.id())).remove();
    const old = cy.nodes();
    const places = new Map(old.map((n) => [n.id(), { ...n.position() }]));
    const fresh = next.nodes.filter((n) => cy.getElementById(n.id).empty());
    const edges = next.edges.filter((e) => cy.getElementById(`e ${e.id}`).empty());
    const centre = cy.getElementById(opened ?? next.focus);
    const focus = cy.getElementById(next.focus).position();
    const from = centre.nonempty() ? centre.position() : focus;
    cy.add([...fresh.map((n, i) => ({ ...this.nodeOf(n, true), position: fan(from, focus, fresh.length, i) })), ...edges.map((e) => this.edgeOf(e))]);
    this.mark();
    if (fresh.length && next.nodes.length <= LAID_OUT) {
      relax(cy.elements(), old);
      settle(cy.nodes(), places, next.focus);
    }
    return fresh;
  }

  hide(now: Shown): void {
    const [nodes, edges] = [new Set(now.nodes.map((n) => n.id)), new Set(now.edges.map((e) => `e ${e.id}`))];
    this.cy.batch(() => {
      this.cy.nodes().forEach((n) => { n.toggleClass("hidden", !nodes.has(n.id())); });
      this.cy.edges().forEach((e) => { e.toggleClass("hidden", !edges.has(e.id())); });
    });
  }

  /** What is selected stands out with its neighbours; the rest fades. */
  light(selected: string): void {
    const { cy } = this;
    cy.elements().removeClass("faded near selected");
    const node = cy.getElementById(selected);
    if (!selected || node.empty()) return;
    node.addClass("selected");
    cy.elements().difference(node.closedNeighborhood()).addClass("faded");
    cy.getElementById(this.drawing.focus).removeClass("faded");
    const edges = node.connectedEdges().not(".hidden");
    edges.filter((e) => !kindOf({ kind: String(e.data("kind")) }).structure).addClass(edges.length > TOLD ? "" : "near");
  }

  /** Connections of a node that are in sight. */
  degree(id: string): number {
    return this.cy.getElementById(id).connectedEdges().not(".hidden").length;
  }

  /** The node in a direction from another, or that one itself where none is selected yet. */
  next(selected: string, [x, y]: [number, number]): string {
    const from = this.cy.getElementById(selected || this.drawing.focus);
    return (selected ? nextIn(from, this.cy.nodes().not(".hidden"), x, y) : from)?.id() ?? "";
  }

  // The view

  private place(): string {
    return JSON.stringify([this.cy.zoom(), this.cy.pan()]);
  }

  fit(slowly = false): void {
    const { cy } = this;
    const there = cy.elements().not(".hidden");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (slowly && !calm) cy.animate({ fit: { eles: there, padding: MARGIN }, duration: 250 });
    else cy.fit(there, MARGIN);
    if (cy.zoom() > 1.3) cy.zoom({ level: 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    this.fitted = this.place();
  }

  /** Fit again in a window of another size, unless the reader has moved it. */
  resize(): void {
    this.cy.resize();
    if (this.built && (!this.fitted || this.fitted === this.place())) this.fit();
  }

  scale(by: number): void {
    const { cy } = this;
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  reveal(id: string): void {
    const node = this.cy.getElementById(id);
    if (node.empty()) return;
    const { x, y } = node.renderedPosition();
    const [w, h] = [this.cy.width(), this.cy.height()];
    const by = { x: x < MARGIN ? MARGIN - x : x > w - MARGIN ? w - MARGIN - x : 0, y: y < MARGIN ? MARGIN - y : y > h - MARGIN ? h - MARGIN - y : 0 };
    if (by.x || by.y) this.cy.panBy(by);
  }

  /** Whether some of these stand outside of what is in view. */
  outside(nodes: GraphNode[]): boolean {
    const { x1, y1, x2, y2 } = this.cy.extent();
    return nodes.some((n) => { const { x, y } = this.cy.getElementById(n.id).position(); return x < x1 || x > x2 || y < y1 || y > y2; });
  }

  /** Wear the colours of the page, when they are others than before. */
  restyle(host: Element, again = false): void {
    const theme = themeOf(host);
    if (!again && this.worn === JSON.stringify(theme)) return;
    this.worn = JSON.stringify(theme);
    this.cy.style(sheet(theme, this.looks, this.dense));
  }

  /** Wear the light, as paper and files do. */
  plain(): void {
    this.cy.style(sheet(LIGHT, this.looks, this.dense));
  }
}
