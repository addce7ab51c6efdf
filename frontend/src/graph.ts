// The graph of one provision: what touches it, one hop at a time, told apart by line and shape.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import * as address from "./address";
import { h, put } from "./dom";
import style from "./graph.css";
import { counted, fullName, kindOf, type Drawing, type GraphEdge, type GraphNode } from "./graph_data";
import { FRAMEWORK, filterKeys } from "./graph_filters";
import { fan, nextIn, relax, rings, settle, stretch } from "./graph_layout";
import { LIGHT, looksOf, sheet, themeOf } from "./graph_look";
import { panel } from "./graph_panel";
import { savePng, saveSvg, titled, type Titled } from "./graph_save";
import { tables } from "./graph_table";
import type { Send } from "./store";
import { cut } from "./words";

cytoscape.use(fcose);

interface Data {
  key: string;
  graph: Drawing;
}

interface Component {
  parentElement: ShadowRoot | HTMLElement;
  data: Data;
  setTriggerValue: Send;
}

interface Mounted {
  key: string;
  focus: string;
  take: (data: Data) => void;
  keep: () => void;
  restyle: () => void;
  end: () => void;
}

const mounted = new WeakMap<object, Mounted>();
const WORDY = 70; // nodes up to which each carries its heading too
const SIGNED = 160; // edges up to which each carries its sign
const ABOVE = 20; // pixels above the graph where it stands alone on a page
const NARROW = 900; // pixels of a window up to which the panel stands below, as in graph.css
const TOLD = 8; // edges of a selected node up to which each says what it is
const CROWDED = 250; // nodes above which a hint says how to see less
const MARGIN = 36; // pixels around the picture when it is fitted

const WALK: Record<string, [number, number]> = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

export default function graph({ parentElement, data, setTriggerValue }: Component): () => void {
  const before = mounted.get(parentElement);
  if (before && before.focus === data.graph.focus) {
    before.keep();
    if (before.key === data.key) before.restyle();
    else before.take(data);
    return before.end;
  }
  before?.end();
  const made = mount(parentElement, data, setTriggerValue);
  mounted.set(parentElement, made);
  return made.end;
}

function mount(parent: ShadowRoot | HTMLElement, data: Data, send: Send): Mounted {
  let drawing = data.graph;
  const looks = looksOf(drawing);
  const hidden = new Set(address.read("hide").split(",").filter(Boolean));
  let selected = drawing.nodes.some((n) => n.id === address.read("with")) ? address.read("with") : "";
  let asTable = address.read("view") === "table";

  const top = h("div");
  const filters = h("div", { class: "bars" });
  const side = h("aside", { class: "panel", "aria-label": "What is selected", tabindex: "0" });
  const said = h("p", { class: "unseen", role: "status" });
  const canvas = h("div", { class: "canvas", tabindex: "0", role: "application", "aria-describedby": "how", keydown: (event) => keys(event as KeyboardEvent) });
  const hint = h("p", { class: "hint", id: "how" }, "Click selects, double click expands. Keys: arrows walk, Enter expands, Escape clears, + − 0 zoom.");
  const list = h("div", { class: "listing" });
  const zoom = h("div", { class: "zoom" },
    h("button", { type: "button", "aria-label": "Closer", click: () => scale(1.3) }, "+"),
    h("button", { type: "button", "aria-label": "Farther", click: () => scale(1 / 1.3) }, "−"),
    h("button", { type: "button", click: () => fit() }, "Fit"));
  const section = h("section", { class: "graph" }, top, filters, h("div", { class: "body" }, h("div", { class: "stage" }, canvas, hint, zoom, list), side), said);
  put(parent, h("style", {}, style), section);
  const host = parent instanceof ShadowRoot ? parent.host : parent;

  const cy = cytoscape({ container: canvas, minZoom: 0.08, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true, style: [] });

  // Elements

  function elementOf(n: GraphNode, wordy: boolean): cytoscape.ElementDefinition {
    const heading = wordy || n.focus ? cut(n.heading, 46) : "";
    return { group: "nodes", data: { id: n.id, framework: n.framework, look: looks.get(n.framework)?.number ?? 0, name: fullName(drawing, n), label: heading ? `${n.notation}\n${heading}` : n.notation } };
  }

  function connectionOf(e: GraphEdge): cytoscape.ElementDefinition {
    const kind = kindOf(e);
    const confidence = e.confidence === null ? "" : e.confidence.toFixed(2);
    return { group: "edges", data: { id: `e ${e.id}`, source: e.source, target: e.target, kind: e.kind, sign: kind.symbol, words: `${kind.symbol} ${kind.word} ${confidence}`.trim() } };
  }

  function mark(): void {
    const wordy = !dense();
    const signed = drawing.edges.length <= SIGNED;
    for (const n of drawing.nodes) {
      const node = cy.getElementById(n.id);
      node.data("label", elementOf(n, wordy).data["label"]);
      node.toggleClass("duty", n.assessable).toggleClass("focus", n.focus).toggleClass("opened", drawing.opened.includes(n.id));
    }
    cy.edges().toggleClass("signed", signed);
  }

  let built = false;

  function build(): void {
    built = true;
    const places = rings(drawing);
    const wordy = !dense();
    cy.add([...drawing.nodes.map((n) => ({ ...elementOf(n, wordy), position: places.get(n.id) ?? { x: 0, y: 0 } })), ...drawing.edges.map(connectionOf)]);
    mark();
    relax(cy.elements(), cy.getElementById(drawing.focus));
    stretch(cy.nodes(), innerWidth > NARROW ? Math.max(cy.width(), cy.height() * 1.2) : cy.width(), cy.height());
    hide();
    fit();
  }

  /** Another drawing around the same focus: what stood before stays where it is. */
  function take(next: Drawing): void {
    if (!built) { drawing = next; return; }
    const opened = next.opened.filter((id) => !drawing.opened.includes(id));
    drawing = next;
    const [ids, lines] = [new Set(next.nodes.map((n) => n.id)), new Set(next.edges.map((e) => `e ${e.id}`))];
    cy.edges().filter((e) => !lines.has(e.id())).remove();
    cy.nodes().filter((n) => !ids.has(n.id())).remove();
    const old = cy.nodes();
    const places = new Map(old.map((n) => [n.id(), { ...n.position() }]));
    const fresh = next.nodes.filter((n) => cy.getElementById(n.id).empty());
    const edges = next.edges.filter((e) => cy.getElementById(`e ${e.id}`).empty());
    const centre = cy.getElementById(opened[0] ?? next.focus);
    const focus = cy.getElementById(next.focus).position();
    const from = centre.nonempty() ? centre.position() : focus;
    cy.add([...fresh.map((n, i) => ({ ...elementOf(n, true), position: fan(from, focus, fresh.length, i) })), ...edges.map(connectionOf)]);
    mark();
    if (fresh.length) {
      relax(cy.elements(), old);
      settle(cy.nodes(), places, next.focus);
    }
    if (selected && !ids.has(selected)) selected = "";
    hide();
    const { x1, y1, x2, y2 } = cy.extent();
    const outside = fresh.some((n) => { const { x, y } = cy.getElementById(n.id).position(); return x < x1 || x > x2 || y < y1 || y > y2; });
    if (outside) fit(true);
    draw();
    if (opened.length) tell(fresh.length ? `${counted(fresh.length, "provision", "provisions")} came with it.` : "Nothing further stands around it.");
  }

  // What is shown

  const nodeShown = (n: GraphNode): boolean => n.focus || !hidden.has(FRAMEWORK + n.framework);

  function shown(): { nodes: GraphNode[]; edges: GraphEdge[] } {
    const there = new Set(drawing.nodes.filter(nodeShown).map((n) => n.id));
    const edges = drawing.edges.filter((e) => !hidden.has(e.kind) && there.has(e.source) && there.has(e.target));
    // Only what is still connected with the focus is shown; the rest would float about.
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

  function hide(): void {
    const now = shown();
    const [nodes, edges] = [new Set(now.nodes.map((n) => n.id)), new Set(now.edges.map((e) => `e ${e.id}`))];
    cy.batch(() => {
      cy.nodes().forEach((n) => { n.toggleClass("hidden", !nodes.has(n.id())); });
      cy.edges().forEach((e) => { e.toggleClass("hidden", !edges.has(e.id())); });
      light();
    });
  }

  /** What is selected stands out with its neighbours; the rest fades. */
  function light(): void {
    cy.elements().removeClass("faded near selected");
    const node = cy.getElementById(selected);
    if (!selected || node.empty()) return;
    node.addClass("selected");
    const around = node.closedNeighborhood();
    cy.elements().difference(around).addClass("faded");
    cy.getElementById(drawing.focus).removeClass("faded");
    const edges = node.connectedEdges().not(".hidden");
    edges.filter((e) => !kindOf({ kind: String(e.data("kind")) }).structure).addClass(edges.length > TOLD ? "" : "near");
  }

  function toggle(name: string): void {
    if (!hidden.delete(name)) hidden.add(name);
    address.write({ hide: [...hidden].join(",") });
    hide();
    draw();
  }

  // Doing

  function select(id: string): void {
    selected = id;
    address.write({ with: id });
    light();
    drawSide();
    const node = drawing.nodes.find((n) => n.id === id);
    tell(node ? `${fullName(drawing, node)}. ${counted(cy.getElementById(id).connectedEdges().not(".hidden").length, "connection", "connections")}.` : "Nothing is selected.");
  }

  function expand(id: string): void {
    if (id === drawing.focus || drawing.opened.includes(id)) tell("It is expanded already.");
    else { tell("Expanding."); send("expand", id); }
  }

  const acts = { select: (id: string) => { select(id); reveal(id); }, expand, fold: (id: string) => send("fold", id) };

  function reveal(id: string): void {
    const node = cy.getElementById(id);
    if (node.empty()) return;
    const { x, y } = node.renderedPosition();
    const [w, hgt] = [cy.width(), cy.height()];
    const by = { x: x < MARGIN ? MARGIN - x : x > w - MARGIN ? w - MARGIN - x : 0, y: y < MARGIN ? MARGIN - y : y > hgt - MARGIN ? hgt - MARGIN - y : 0 };
    if (by.x || by.y) cy.panBy(by);
  }

  let fitted = "";
  const place = (): string => JSON.stringify([cy.zoom(), cy.pan()]);

  function fit(slowly = false): void {
    const there = cy.elements().not(".hidden");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (slowly && !calm) cy.animate({ fit: { eles: there, padding: MARGIN }, duration: 250 });
    else cy.fit(there, MARGIN);
    if (cy.zoom() > 1.3) cy.zoom({ level: 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    fitted = place();
  }

  function scale(by: number): void {
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  function keys(event: KeyboardEvent): void {
    const way = WALK[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) {
      const from = cy.getElementById(selected || drawing.focus);
      const to = selected ? nextIn(from, cy.nodes().not(".hidden"), way[0], way[1]) : from;
      if (to) acts.select(to.id());
    } else if (event.key === "Enter") selected ? expand(selected) : acts.select(drawing.focus);
    else if (event.key === "Escape") select("");
    else if (event.key === "+") scale(1.3);
    else if (event.key === "-") scale(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function tell(text: string): void {
    said.textContent = text;
  }

  /** What stands above on the page is taken off the height, so that all of it is in sight. */
  function makeRoom(): void {
    const over = Math.round(section.getBoundingClientRect().top + scrollY) - ABOVE;
    section.style.setProperty("--above", `${Math.min(220, Math.max(0, over))}px`);
  }

  // Words around the picture

  const title = (): string => {
    const focus = drawing.nodes.find((n) => n.focus);
    return focus ? fullName(drawing, focus) : drawing.focus;
  };

  function scope(): string {
    const now = shown();
    const whole = now.nodes.length === drawing.nodes.length && now.edges.length === drawing.edges.length;
    const of = (n: number, all: number): string => (whole ? n.toLocaleString("en") : `${n.toLocaleString("en")} of ${all.toLocaleString("en")}`);
    const reach = drawing.hops === 0 ? "until nothing new follows" : `over at most ${counted(drawing.hops, "mapping", "mappings")}`;
    return `${of(now.nodes.length, drawing.nodes.length)} provisions and ${of(now.edges.length, drawing.edges.length)} connections: one hop around the focus${drawing.opened.length ? ` and around ${counted(drawing.opened.length, "expanded one", "expanded ones")}` : ""}; inferred ${reach}, between duties. A filled mark counts as a duty. Pairs judged to share nothing are not drawn.${now.nodes.length > CROWDED ? " This is much to read at once: filter it, or take a part of it as the focus." : ""}`;
  }

  function draw(): void {
    put(top, h("h1", {}, "What touches ", h("b", {}, title())), h("p", { class: "note" }, scope()),
      drawing.left_out ? h("p", { class: "warn", role: "note" }, `Only the first ${drawing.most.toLocaleString("en")} provisions are drawn; ${drawing.left_out.toLocaleString("en")} more are left out. Take a part of it as the focus to see all.`) : null);
    drawFilters();
    drawSide();
    canvas.setAttribute("aria-label", `Graph of ${title()}. The same stands under Table.`);
    const now = shown();
    for (const part of [canvas, hint, zoom]) part.classList.toggle("away", asTable); // it keeps its size
    put(list, asTable ? tables(drawing, now.nodes, now.edges, (id) => select(id)) : null);
  }

  function drawFilters(): void {
    const tab = (table: boolean, word: string): HTMLElement =>
      h("button", { type: "button", class: "tab", "aria-pressed": String(asTable === table), click: () => { asTable = table; address.write({ view: table ? "table" : "" }); draw(); } }, word);
    const save = (word: string, doing: (about: Titled) => void): HTMLElement =>
      h("button", { type: "button", class: "link", click: () => saving(doing) }, word);
    put(filters,
      ...filterKeys(drawing, looks, hidden, (name) => { toggle(name); refocus(name); }),
      h("span", { class: "right" },
        h("span", { role: "group", "aria-label": "View" }, tab(false, "Picture"), tab(true, "Table")),
        h("span", {}, "Save: ", save("SVG", (about) => saveSvg(cy, looks, dense(), about)), " ", save("PNG", (about) => void savePng(cy, looks, about)))));
  }

  /** A redrawn button keeps the keyboard. */
  function refocus(name: string): void {
    for (const button of filters.querySelectorAll<HTMLElement>("[data-name]")) if (button.dataset["name"] === name) button.focus();
  }

  /** Files are on white, without the fading of a selection. */
  function saving(save: (about: Titled) => void): void {
    cy.elements().removeClass("faded near selected");
    cy.style(sheet(LIGHT, looks, dense()));
    save(titled(drawing, `What touches ${title()}`, scope()));
    restyle(true);
    light();
  }

  function drawSide(): void {
    put(side, ...panel(drawing, selected, acts));
    side.scrollTop = 0;
  }

  let worn = "";
  function restyle(again = false): void {
    const theme = themeOf(section);
    if (!again && worn === JSON.stringify(theme)) return;
    worn = JSON.stringify(theme);
    cy.style(sheet(theme, looks, dense()));
  }

  const dense = (): boolean => drawing.nodes.length > WORDY;

  cy.on("tap", (event) => { if (event.target === cy) select(""); });
  cy.on("tap", "node", (event) => { select((event.target as cytoscape.NodeSingular).id()); });
  cy.on("dbltap", "node", (event) => { expand((event.target as cytoscape.NodeSingular).id()); });
  cy.on("tap", "edge", (event) => {
    const edge = event.target as cytoscape.EdgeSingular;
    select(edge.source().id() === (selected || drawing.focus) ? edge.target().id() : edge.source().id());
  });
  cy.on("mouseover", "node, edge", (event) => {
    const one = event.target as cytoscape.SingularElementReturnValue;
    canvas.style.cursor = "pointer";
    canvas.title = String(one.data("name") ?? one.data("words") ?? "");
  });
  cy.on("mouseout", "node, edge", () => { canvas.style.cursor = ""; canvas.title = ""; });

  draw();
  makeRoom();
  cy.resize();
  restyle();
  // A large one takes seconds to lay out: say so first.
  const waiting = drawing.nodes.length > CROWDED ? setTimeout(() => { build(); draw(); }, 60) : 0;
  if (waiting) put(list, h("p", { class: "wait", role: "status" }, `Laying out ${counted(drawing.nodes.length, "provision", "provisions")} …`));
  else build();
  const sized = new ResizeObserver(() => {
    cy.resize();
    if (built && (!fitted || fitted === place())) fit(); // the reader has not moved it
  });
  sized.observe(canvas);
  const above = new ResizeObserver(makeRoom);
  above.observe(document.body);
  for (const part of host.parentElement?.closest(".stVerticalBlock")?.children ?? []) if (!part.contains(host)) above.observe(part);
  const themed = matchMedia("(prefers-color-scheme: dark)");
  const late = (): void => { setTimeout(() => restyle(), 300); };
  themed.addEventListener("change", late);

  const made: Mounted = {
    key: data.key,
    focus: drawing.focus,
    take: (next) => { made.key = next.key; take(next.graph); },
    // Python writes the address as it last saw it, without what was changed here since.
    keep: () => address.write({ with: selected, hide: [...hidden].join(","), view: asTable ? "table" : "" }),
    restyle: () => restyle(),
    end: () => {
      clearTimeout(waiting);
      sized.disconnect();
      above.disconnect();
      themed.removeEventListener("change", late);
      cy.destroy();
      if (mounted.get(parent) === made) mounted.delete(parent);
    },
  };
  return made;
}
