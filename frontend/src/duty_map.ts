// Every duty one square, in reading order, by chapter and article.

import * as address from "./address";
import { h, put, s } from "./dom";
import type { Data, Duty, Look, Part } from "./data";
import type { Store } from "./store";
import { STATES, VERDICTS, called, day, first, wrapped } from "./words";

const WIDE = [6, 8, 10, 5]; // squares side by side in an article
const GUTTER = 3;
const LABEL = 13; // height of the name of an article
const HEADS = 168; // width of the names of chapters
const SIZES = [24, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10];
const MODES = ["verdict", "state", "date", "topic", "role"];
// Okabe and Ito: eight colours that colour-blind readers can tell apart.
const PALETTE = ["#0072b2", "#e69f00", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#f0e442"];
const OTHER: Look = { symbol: "", colour: "#c3cbd3", ink: "#222", words: "all others" };

interface Placed {
  duty: Duty;
  index: number;
  x: number;
  y: number;
}

interface Layout {
  size: number;
  height: number;
  squares: Placed[];
  labels: { x: number; y: number; part: Part }[];
  heads: { y: number; height: number; text: string }[];
}

/** Places for all squares at a size: articles flow in rows, chapters stand below each other. */
function place(data: Data, size: number, wide: number, width: number, heads: number): Layout {
  const found: Layout = { size, height: 0, squares: [], labels: [], heads: [] };
  const step = size + GUTTER;
  let y = 0;
  for (const group of data.picture.groups) {
    let x = heads;
    let tallest = 0;
    const top = y;
    for (const part of group.parts) {
      const columns = Math.min(wide, Math.max(1, part.duties.length));
      const lines = Math.ceil(part.duties.length / columns);
      const block = Math.max(columns * step, part.n.length * 6.4 + 8);
      if (x > heads && x + block > width) {
        y += LABEL + tallest * step + 4;
        x = heads;
        tallest = 0;
      }
      found.labels.push({ x, y: y + LABEL - 4, part });
      part.duties.forEach((index, at) => {
        const duty = data.picture.duties[index];
        if (duty)
          found.squares.push({
            duty, index,
            x: x + (at % columns) * step,
            y: y + LABEL + Math.floor(at / columns) * step,
          });
      });
      tallest = Math.max(tallest, lines);
      x += block + 9;
    }
    y += LABEL + tallest * step + 5;
    found.heads.push({ y: top, height: y - top, text: group.h });
  }
  found.height = y;
  return found;
}

/** The words of a duty that a mode colours by, the first of which gives the colour. */
function words(duty: Duty, mode: string): string[] {
  if (mode === "state") return [duty.st];
  if (mode === "date") return [first(duty) ? day(first(duty), true) : "no date"];
  if (mode === "topic") return duty.topics.length ? duty.topics : ["no topic"];
  if (mode === "role") return duty.roles.length ? duty.roles : ["no role"];
  return [duty.v];
}

function scale(data: Data, mode: string): Map<string, Look> {
  if (mode === "verdict" || mode === "state") {
    const order = mode === "state" ? STATES : VERDICTS;
    const looks = mode === "state" ? data.looks.state : data.looks.verdict;
    return new Map(order.flatMap((w): [string, Look][] => (looks[w] ? [[w, looks[w]]] : [])));
  }
  const counts = new Map<string, number>();
  const duties = [...data.picture.duties].sort((a, b) => first(a).localeCompare(first(b)));
  for (const d of duties) for (const w of words(d, mode).slice(0, 1)) counts.set(w, (counts.get(w) ?? 0) + 1);
  const order = mode === "date" ? [...counts.keys()] : [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return new Map(order.map((w, i) => [w, i < PALETTE.length
    ? { symbol: "", colour: PALETTE[i] ?? "#999", ink: "#111", words: w } : OTHER]));
}

export function dutyMap(data: Data, store: Store): { node: HTMLElement; svg: () => SVGElement | null } {
  const asked = address.read("colour");
  let mode = MODES.includes(asked) ? asked : "verdict";
  let alone = ""; // a word of the legend that is shown alone
  const legend = h("div", { class: "legend" });
  const frame = h("div", { class: "canvas" });
  const tip = h("div", { class: "tip", role: "presentation", hidden: true });
  const node = h("div", { class: "picture" }, legend, frame, tip);
  let svg: SVGElement | null = null;
  let layout: Layout | null = null;
  let drawn = new Map<string, SVGElement>();

  const shown = (d: Duty): boolean => store.shown(d.v) && (!alone || words(d, mode).includes(alone));

  function drawLegend(): void {
    const looks = scale(data, mode);
    const counts = new Map<string, number>();
    for (const d of data.picture.duties) for (const w of words(d, mode)) counts.set(w, (counts.get(w) ?? 0) + 1);
    put(
      legend,
      h("span", { class: "modes", role: "group", "aria-label": "Colour by" }, "Colour: ",
        ...MODES.map((m) => h("button", {
          type: "button", class: "link", "aria-pressed": String(m === mode),
          click: () => { mode = m; alone = ""; address.write({ colour: m === "verdict" ? "" : m }); draw(); },
        }, m))),
      ...[...looks].filter(([w]) => counts.get(w)).slice(0, 14).map(([w, look]) =>
        h("button", {
          type: "button", class: "key", "aria-pressed": String(alone === w), title: look.words,
          click: () => { alone = alone === w ? "" : w; drawLegend(); restyle(); },
        }, h("span", { class: "swatch", style: `background:${look.colour};color:${look.ink}`, "aria-hidden": "true" }, look.symbol), `${w} ${counts.get(w)}`)),
    );
  }

  function restyle(): void {
    for (const [id, square] of drawn) {
      const d = data.picture.duties.find((x) => x.id === id);
      square.setAttribute("class", `${d && shown(d) ? "square" : "square faded"}${id === store.selected ? " selected" : ""}`);
      square.setAttribute("aria-selected", String(id === store.selected));
    }
    const chosen = drawn.get(store.selected);
    if (svg) {
      if (chosen) svg.setAttribute("aria-activedescendant", chosen.id);
      else svg.removeAttribute("aria-activedescendant");
    }
  }

  function hover(event: MouseEvent, d: Duty): void {
    const name = data.picture.names[d.id];
    tip.textContent = `${called(name, d.id)} · ${d.v}${d.r ? `, ${d.r} remains` : ""}`;
    tip.hidden = false;
    const box = node.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left + 12, box.width - 260)}px`;
    tip.style.top = `${event.clientY - box.top + 14}px`;
  }

  function walk(event: KeyboardEvent): void {
    if (!layout) return;
    const squares = layout.squares;
    const at = squares.findIndex((q) => q.duty.id === store.selected);
    const now = squares[at];
    let next: Placed | undefined;
    if (event.key === "ArrowRight") next = squares[at + 1];
    else if (event.key === "ArrowLeft") next = squares[Math.max(at - 1, 0)];
    else if (event.key === "Home") next = squares[0];
    else if (event.key === "End") next = squares[squares.length - 1];
    else if (now && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const down = event.key === "ArrowDown" ? 1 : -1;
      next = squares
        .filter((q) => (q.y - now.y) * down > 1)
        .sort((a, b) => Math.abs(a.y - now.y) * 4 + Math.abs(a.x - now.x) - Math.abs(b.y - now.y) * 4 - Math.abs(b.x - now.x))[0];
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") next = squares[0];
    else return;
    event.preventDefault();
    if (next) store.select(next.duty.id);
  }

  function draw(): void {
    drawLegend();
    const width = Math.max(frame.clientWidth - 6, 300);
    const heads = width > 620 ? HEADS : 0;
    const tall = Math.max(frame.clientHeight - 4, 200);
    const fits = SIZES.flatMap((size) => WIDE.map((wide) => place(data, size, wide, width, heads)));
    layout = fits.find((l) => l.height <= tall) ?? fits[fits.length - 1] ?? null;
    if (!layout) return;
    const looks = scale(data, mode);
    const { size } = layout;
    drawn = new Map();
    const children: SVGElement[] = [];
    layout.heads.forEach((head, i) => {
      if (i) children.push(s("line", { x1: 0, x2: width, y1: head.y - 3, y2: head.y - 3, class: "rule" }));
      if (heads) {
        const lines = wrapped(head.text, heads - 14).slice(0, Math.max(1, Math.floor(head.height / 13)));
        children.push(s("text", { x: 0, y: head.y + 10, class: "chapter" }, s("title", {}, head.text),
          ...lines.map((line, n) => s("tspan", { x: 0, dy: n ? 13 : 0 }, line))));
      }
    });
    for (const label of layout.labels)
      children.push(s("text", {
        x: label.x, y: label.y, class: "article", role: "presentation",
        click: () => store.select(label.part.id),
      }, label.part.n, s("title", {}, `${label.part.n} ${label.part.h}`)));
    for (const q of layout.squares) {
      const name = data.picture.names[q.duty.id];
      const look = looks.get(words(q.duty, mode)[0] ?? "") ?? OTHER;
      const square = s("g", {
        id: `duty-${q.index}`, role: "option",
        "aria-label": `${called(name, q.duty.id)}: ${q.duty.v}${q.duty.r ? `, ${q.duty.r} remains` : ""}`,
        transform: `translate(${q.x},${q.y})`,
        click: () => store.select(q.duty.id),
        mousemove: (event) => hover(event as MouseEvent, q.duty),
        mouseleave: () => { tip.hidden = true; },
      },
        s("rect", { width: size, height: size, rx: Math.min(3, size / 5), fill: look.colour }),
        size >= 12 && look.symbol ? s("text", { x: size / 2, y: size / 2, style: `fill:${look.ink};font-size:${size * 0.62}px`, class: "mark" }, look.symbol) : null);
      drawn.set(q.duty.id, square);
      children.push(square);
    }
    svg = s("svg", {
      width, height: layout.height, viewBox: `0 0 ${width} ${layout.height}`, tabindex: "0",
      role: "listbox", "aria-label": `Duty map: ${data.picture.denominator} duties. Arrow keys walk from duty to duty.`,
      keydown: (event) => walk(event as KeyboardEvent),
    }, ...children);
    put(frame, svg);
    restyle();
  }

  store.listen(() => { drawLegend(); restyle(); });
  let last = "";
  new ResizeObserver(() => {
    const size = `${frame.clientWidth}x${frame.clientHeight}`;
    if (size !== last && frame.clientWidth) { last = size; draw(); }
  }).observe(frame);
  return { node, svg: () => svg };
}
