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
  data: Kept | Shown;
  setTriggerValue: Send;
}

type Kept = Pick<Data, "picture" | "looks" | "formats">;
type Shown = Omit<Data, keyof Kept>;

type Drawn = { node: HTMLElement; svg: () => SVGElement | null; drawn?: boolean };
type Draw = (data: Data, store: Store) => Drawn;

const still = (node: HTMLElement): Drawn => ({ node, svg: () => null });
const picture = (draw: Draw): Draw => (data, store) => ({ ...draw(data, store), drawn: true });

const VIEWS: Record<string, [string, string, Draw][]> = {
  map: [
    ["", "Duty map", picture(dutyMap)],
    ["pairs", "All pairs", (d) => still(pairs(d))],
  ],
  crosswalk: [
    ["", "Ribbons", picture(crosswalk)],
    ["matrix", "Matrix", (d, s) => still(matrix(d, s))],
    ["table", "Table", (d, s) => still(rowsTable(d, s))],
  ],
  plan: [["", "Plan", picture(plan)]],
  pair: [["", "Pair", (d) => still(pair(d))]],
  reader: [["", "Provision", (d) => still(reader(d))]],
  none: [],
  graph: [],
};

const WITH_PICTURE = ["map", "crosswalk", "plan"]; // views that need nothing but the picture

/** The reader and the graph of one provision, as tabs that lead to each other. */
function readings(data: Data): HTMLElement | null {
  const id = data.reader?.id ?? data.focus;
  if (!id) return null;
  const tab = (page: string, word: string, here: boolean): HTMLElement => {
    const node = link(page, { id }, word);
    node.className = "tab";
    if (here) node.setAttribute("aria-current", "page");
    return node;
  };
  return h("nav", { class: "modes", "aria-label": "Text or graph" }, tab("provision", "Text", data.view === "reader"), tab("graph", "Graph", data.view === "graph"));
}

interface Drawing {
  at: ShadowRoot | HTMLElement;
  data: Data;
  send: Send;
  profile: string;
}

let kept: Kept | null = null; // the picture travels once, and every view draws from it
let waiting: (() => void) | null = null; // a view that came before its picture
let now: Drawing | null = null; // what stands on the page

// Another page of the same picture is drawn at once; what Python then sends is known by its key.
addEventListener("popstate", () => {
  const view = address.page();
  if (!now?.at.isConnected || now.data.view === view || kept?.picture.key !== now.data.of) return;
  if (!WITH_PICTURE.includes(view) || now.profile !== address.profile() || address.read("view") === "pairs") return;
  draw({ ...now, data: { ...kept, view, key: `${view} ${now.data.of} `, of: now.data.of } });
});

export default function workbench({ parentElement, data: sent, setTriggerValue }: Component): void {
  if ("picture" in sent) {
    kept = sent;
    waiting?.();
    return;
  }
  waiting = null;
  if (kept?.picture.key !== sent.of) {
    waiting = () => workbench({ parentElement, data: sent, setTriggerValue });
    return;
  }
  const next = { at: parentElement, data: { ...kept, ...sent }, send: setTriggerValue, profile: address.profile() };
  const before = now?.at === parentElement && now.data.key === sent.key ? now.data : null;
  if (!before) {
    draw(next);
    return;
  }
  now = next;
  if (sent.file && sent.file.turn !== before.file?.turn) saveFile(sent.file);
}

function draw(next: Drawing): void {
  now = next;
  const { at, data, send } = next;
  const store = new Store(send);
  const views = VIEWS[data.view] ?? [];
  const main = h("div", { class: "main" });
  const tabs = h("div", { class: "tabs" });
  const side = WITH_PICTURE.includes(data.view) ? inspector(data, store) : null;
  const top = head(data, store);

  function open(): void {
    const asked = address.read("view");
    const found = views.find(([key]) => key === asked) ?? views[0];
    if (!found) return;
    if (found[0] === "pairs" && !data.pairs) send("view", found[0]);
    const drawn = found[2](data, store);
    const name = `aimsgraph-${found[1].toLowerCase().replaceAll(" ", "-")}-${data.picture.need}`;
    const saving = (label: string, save: typeof saveSvg): HTMLElement | null => !drawn.drawn ? null :
      h("button", { type: "button", class: "link", click: () => { const svg = drawn.svg(); if (svg) save(data, svg, name); } }, label);
    put(tabs,
      readings(data),
      views.length > 1 ? h("span", { role: "group", "aria-label": "View", class: "modes" }, ...views.map(([key, label]) =>
        h("button", { type: "button", class: "tab", "aria-pressed": String(key === found[0]), click: () => { address.write({ view: key, focus: "" }); open(); } }, label))) : null,
      h("span", { class: "modes right" }, "Save: ",
        saving("SVG", saveSvg),
        saving("PNG", savePng),
        ...data.formats.map(([form, label]) => h("button", { type: "button", class: "link", click: () => send("wanted", { form, ids: [], turn: Date.now() }) }, label))));
    put(main, tabs, drawn.node);
  }

  put(at, h("style", {}, style), h("section", { class: "workbench", "data-view": data.view }, top, views.length ? h("div", { class: "body" }, main, side) : readings(data)));
  open();
}
