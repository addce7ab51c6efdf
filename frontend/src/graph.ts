// The graph of one provision: what touches it, one hop at a time, told apart by line and shape.

import type cytoscape from "cytoscape";
import * as address from "./address";
import { h, put } from "./dom";
import style from "./graph.css";
import { Canvas } from "./graph_canvas";
import { counted, fullName, type Drawing } from "./graph_data";
import { filterKeys } from "./graph_filters";
import { looksOf } from "./graph_look";
import { panel } from "./graph_panel";
import { savePng, saveSvg, svgOf, titled, type Titled } from "./graph_save";
import { focusName, leftOut, scopeText, shownOf, type Shown } from "./graph_shown";
import { tables } from "./graph_table";
import type { Send } from "./store";

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
const SLOW = 150; // nodes above which laying out takes a second
const ABOVE = 20; // pixels above the graph where it stands alone on a page

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
  const ground = h("div", { class: "canvas", tabindex: "0", role: "application", "aria-describedby": "how", keydown: (event) => keys(event as KeyboardEvent) });
  const hint = h("p", { class: "hint", id: "how" }, "Click selects, double click expands. Keys: arrows walk, Enter expands, Escape clears, + − 0 zoom.");
  const list = h("div", { class: "listing" });
  const zoom = h("div", { class: "zoom" },
    h("button", { type: "button", "aria-label": "Closer", click: () => canvas.scale(1.3) }, "+"),
    h("button", { type: "button", "aria-label": "Farther", click: () => canvas.scale(1 / 1.3) }, "−"),
    h("button", { type: "button", click: () => canvas.fit() }, "Fit"));
  const section = h("section", { class: "graph" }, top, filters, h("div", { class: "body" }, h("div", { class: "stage" }, ground, hint, zoom, list), side), said);
  put(parent, h("style", {}, style), section);
  const canvas = new Canvas(drawing, looks, ground); // it must stand on the page
  const { cy } = canvas;
  const host = parent instanceof ShadowRoot ? parent.host : parent;

  const shown = (): Shown => shownOf(drawing, hidden);

  function build(): void {
    canvas.build();
    hide();
    canvas.fit();
  }

  function take(next: Drawing): void {
    const opened = next.opened.some((id) => !drawing.opened.includes(id));
    drawing = next;
    const fresh = canvas.take(next);
    if (!canvas.built) return;
    if (selected && !next.nodes.some((n) => n.id === selected)) selected = "";
    hide();
    if (canvas.outside(fresh)) canvas.fit(true);
    draw();
    if (opened) tell(fresh.length ? `${counted(fresh.length, "provision", "provisions")} came with it.` : "Nothing further stands around it.");
  }

  function hide(): void {
    canvas.hide(shown());
    canvas.light(selected);
  }

  // Doing

  function toggle(name: string): void {
    if (!hidden.delete(name)) hidden.add(name);
    address.write({ hide: [...hidden].join(",") });
    hide();
    draw();
  }

  function select(id: string): void {
    selected = id;
    address.write({ with: id });
    canvas.light(selected);
    drawSide();
    const node = drawing.nodes.find((n) => n.id === id);
    tell(node ? `${fullName(drawing, node)}. ${counted(canvas.degree(id), "connection", "connections")}.` : "Nothing is selected.");
  }

  function expand(id: string): void {
    if (id === drawing.focus || drawing.opened.includes(id)) tell("It is expanded already.");
    else { tell("Expanding."); send("expand", id); }
  }

  const acts = { select: (id: string) => { select(id); canvas.reveal(id); }, expand, fold: (id: string) => send("fold", id) };

  function keys(event: KeyboardEvent): void {
    const way = WALK[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) {
      const to = canvas.next(selected, way);
      if (to) acts.select(to);
    } else if (event.key === "Enter") selected ? expand(selected) : acts.select(drawing.focus);
    else if (event.key === "Escape") select("");
    else if (event.key === "+") canvas.scale(1.3);
    else if (event.key === "-") canvas.scale(1 / 1.3);
    else if (event.key === "0") canvas.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function tell(text: string): void {
    said.textContent = text;
  }

  /** Files are on white, without the fading of a selection. */
  function saving(save: (about: Titled) => void): void {
    cy.elements().removeClass("faded near selected");
    canvas.plain();
    save(titled(drawing, `What touches ${focusName(drawing)}`, `${scopeText(drawing, shown())} ${leftOut(drawing)}`.trim()));
    canvas.restyle(section, true);
    canvas.light(selected);
  }

  /** What stands above on the page is taken off the height, so that all of it is in sight. */
  function makeRoom(): void {
    const over = Math.round(section.getBoundingClientRect().top + scrollY) - ABOVE;
    section.style.setProperty("--above", `${Math.min(220, Math.max(0, over))}px`);
  }

  // Words around the picture

  function draw(): void {
    const now = shown();
    const left = leftOut(drawing);
    put(top, h("h1", {}, "What touches ", h("b", {}, focusName(drawing))), h("p", { class: "note" }, scopeText(drawing, now)),
      left ? h("p", { class: "warn", role: "note" }, left) : null);
    drawFilters();
    drawSide();
    ground.setAttribute("aria-label", `Graph of ${focusName(drawing)}. The same stands under Table.`);
    for (const part of [ground, hint, zoom]) part.classList.toggle("away", asTable); // it keeps its size
    put(list, asTable ? tables(drawing, now.nodes, now.edges, (id) => select(id)) : null);
  }

  function drawFilters(): void {
    const tab = (table: boolean, word: string): HTMLElement =>
      h("button", { type: "button", class: "tab", "aria-pressed": String(asTable === table), click: () => { asTable = table; address.write({ view: table ? "table" : "" }); draw(); } }, word);
    const save = (word: string, doing: (about: Titled) => void): HTMLElement =>
      h("button", { type: "button", class: "link", click: () => saving(doing) }, word);
    put(filters,
      ...filterKeys(drawing, looks, hidden, toggle),
      h("span", { class: "right" },
        h("span", { role: "group", "aria-label": "View" }, tab(false, "Picture"), tab(true, "Table")),
        h("span", {}, "Save: ", save("SVG", (about) => saveSvg(cy, looks, canvas.dense, about)), " ", save("PNG", (about) => void savePng(cy, looks, about)))));
  }

  function drawSide(): void {
    put(side, ...panel(drawing, selected, acts));
    side.scrollTop = 0;
  }

  cy.on("tap", (event) => { if (event.target === cy) select(""); });
  cy.on("tap", "node", (event) => { select((event.target as cytoscape.NodeSingular).id()); });
  cy.on("dbltap", "node", (event) => { expand((event.target as cytoscape.NodeSingular).id()); });
  cy.on("tap", "edge", (event) => {
    const edge = event.target as cytoscape.EdgeSingular;
    select(edge.source().id() === (selected || drawing.focus) ? edge.target().id() : edge.source().id());
  });
  cy.on("mouseover", "node, edge", (event) => {
    const one = event.target as cytoscape.SingularElementReturnValue;
    ground.style.cursor = "pointer";
    ground.title = String(one.data("name") ?? one.data("words") ?? "");
  });
  cy.on("mouseout", "node, edge", () => { ground.style.cursor = ""; ground.title = ""; });

  draw();
  makeRoom();
  cy.resize();
  canvas.restyle(section);
  const waiting = drawing.nodes.length > SLOW ? setTimeout(() => { build(); draw(); }, 60) : 0;
  if (waiting) put(list, h("p", { class: "wait", role: "status" }, `Laying out ${counted(drawing.nodes.length, "provision", "provisions")} …`));
  else build();
  const sized = new ResizeObserver(() => canvas.resize());
  sized.observe(ground);
  const above = new ResizeObserver(makeRoom);
  above.observe(document.body);
  for (const part of host.parentElement?.closest(".stVerticalBlock")?.children ?? []) if (!part.contains(host)) above.observe(part);
  const themed = matchMedia("(prefers-color-scheme: dark)");
  const late = (): void => { setTimeout(() => canvas.restyle(section), 300); };
  themed.addEventListener("change", late);
  // A canvas is drawn too late for paper, and in the colours of the screen.
  const paper = h("div", { class: "paper" });
  const printing = (): void => {
    saving((about) => paper.append(document.importNode(new DOMParser().parseFromString(svgOf(cy, looks, canvas.dense, about), "image/svg+xml").documentElement, true)));
    if (!asTable) ground.after(paper);
  };
  const printed = (): void => { paper.replaceChildren(); paper.remove(); };
  addEventListener("beforeprint", printing);
  addEventListener("afterprint", printed);

  const made: Mounted = {
    key: data.key,
    focus: drawing.focus,
    take: (next) => { made.key = next.key; take(next.graph); },
    // Python writes the address as it last saw it, without what was changed here since.
    keep: () => address.write({ with: selected, hide: [...hidden].join(","), view: asTable ? "table" : "" }),
    restyle: () => canvas.restyle(section),
    end: () => {
      clearTimeout(waiting);
      sized.disconnect();
      above.disconnect();
      themed.removeEventListener("change", late);
      removeEventListener("beforeprint", printing);
      removeEventListener("afterprint", printed);
      cy.destroy();
      if (mounted.get(parent) === made) mounted.delete(parent);
    },
  };
  return made;
}
