// One component for all pictures: the answer on top, the picture, and one inspector beside it.

import * as address from "./address";
import { crosswalk } from "./crosswalk";
import type { Data } from "./data";
import { h, put } from "./dom";
import { dutyMap } from "./duty_map";
import { head } from "./head";
import { inspector } from "./inspector";
import { link } from "./link";
import { matrix, rowsTable } from "./matrix";
import { pair } from "./pair";
import { pairs } from "./pairs";
import { plan } from "./plan";
import { reader } from "./reader";
import { saveFile, savePng, saveSvg } from "./save";
import { Store, type Send } from "./store";
import style from "./workbench.css";

interface Component {
  parentElement: ShadowRoot | HTMLElement;
  data: Data;
  setTriggerValue: Send;
}

type Drawn = { node: HTMLElement; svg: () => SVGElement | null; drawn?: boolean };
type Draw = (data: Data, store: Store) => Drawn;

const still = (node: HTMLElement): Drawn => ({ node, svg: () => null });
const picture = (draw: Draw): Draw => (data, store) => ({ ...draw(data, store), drawn: true });

const VIEWS: Record<string, [string, string, Draw][]> = {
  map: [
    ["", "Duty map", picture(dutyMap)],
    ["pairs", "All pairs", (d, s) => still(pairs(d, s))],
  ],
  crosswalk: [
    ["", "Ribbons", picture(crosswalk)],
    ["matrix", "Matrix", (d, s) => still(matrix(d, s))],
    ["table", "Table", (d, s) => still(rowsTable(d, s))],
  ],
  plan: [["", "Plan", picture(plan)]],
  pair: [["", "Pair", (d, s) => still(pair(d, s))]],
  reader: [["", "Provision", (d, s) => still(reader(d, s))]],
  none: [],
  graph: [],
};

/** The reader and the graph of one provision, as tabs that lead to each other. */
function readings(data: Data, store: Store): HTMLElement | null {
  const id = data.reader?.id ?? data.focus;
  if (!id) return null;
  const tab = (page: string, word: string, here: boolean): HTMLElement => {
    const node = link(store, page, { id }, word);
    node.className = "tab";
    if (here) node.setAttribute("aria-current", "page");
    return node;
  };
  return h("nav", { class: "modes", "aria-label": "Text or graph" }, tab("provision", "Text", data.view === "reader"), tab("graph", "Graph", data.view === "graph"));
}

const mounted = new WeakMap<object, { key: string; turn: number; open: (data: Data) => void }>();

export default function workbench({ parentElement, data, setTriggerValue }: Component): void {
  const before = mounted.get(parentElement);
  if (before?.key === data.key) {
    if (data.file && data.file.turn !== before.turn) {
      before.turn = data.file.turn;
      saveFile(data.file);
    }
    return;
  }
  const store = new Store((page, query) => setTriggerValue("go", { page, query }), setTriggerValue);
  const views = VIEWS[data.view] ?? [];
  const body = h("div", { class: "body" });
  const tabs = h("div", { class: "tabs" });
  const side = ["map", "crosswalk", "plan"].includes(data.view) ? inspector(data, store) : null;
  const top = head(data, store);

  function open(): void {
    const asked = address.read("view");
    const found = views.find(([key]) => key === asked) ?? views[0];
    if (!found) return;
    if (found[0] === "pairs" && !data.pairs) setTriggerValue("view", found[0]);
    const drawn = found[2](data, store);
    const name = `aimsgraph-${found[1].toLowerCase().replaceAll(" ", "-")}-${data.picture.need}`;
    const saving = (label: string, save: typeof saveSvg): HTMLElement | null => !drawn.drawn ? null :
      h("button", { type: "button", class: "link", click: () => { const svg = drawn.svg(); if (svg) save(data, svg, name); } }, label);
    put(tabs,
      readings(data, store),
      views.length > 1 ? h("span", { role: "group", "aria-label": "View", class: "modes" }, ...views.map(([key, label]) =>
        h("button", { type: "button", class: "tab", "aria-pressed": String(key === found[0]), click: () => { address.write({ view: key, focus: "" }); open(); } }, label))) : null,
      h("span", { class: "modes right" }, "Save: ",
        saving("SVG", saveSvg),
        saving("PNG", savePng),
        ...data.formats.map(([form, label]) => h("button", { type: "button", class: "link", click: () => setTriggerValue("wanted", { form, ids: [], turn: Date.now() }) }, label))));
    put(body, h("div", { class: "main" }, tabs, drawn.node), side);
  }

  put(parentElement, h("style", {}, style), h("section", { class: "workbench", "data-view": data.view }, top, views.length ? body : readings(data, store)));
  open();
  mounted.set(parentElement, { key: data.key, turn: data.file?.turn ?? 0, open });
}
