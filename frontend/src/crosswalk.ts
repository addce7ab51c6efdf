// Outlines side by side with ribbons between them: what is needed in the middle, what is held beside.

import { linkHorizontal } from "d3-shape";
import * as address from "./address";
import { h, put, s } from "./dom";
import { chooser, drawnNote, sidesOf } from "./crosswalk_sides";
import type { Data, Duty, HeldPart, Part } from "./data";
import type { Store } from "./store";
import { called, cut } from "./words";

const LEAST = 11.8; // pixels between lines; an outline that does not fit is scrolled
const HEAD = 24;
const HAND = new Set(["reuse", "extend", "add"]);

interface Item {
  id: string; // of a part or of a leaf
  part: string;
  text: string;
  leaf: boolean;
  y: number;
}

interface Link {
  needed: string;
  held: string;
  n: number;
  hand: number; // rows of duties that can be reused, extended or added to
  typed: number;
  duties: Set<string>;
}

/** Every row between a duty and a held provision, support included. */
function* rows(data: Data, store: Store): Generator<[Duty, string, boolean]> {
  for (const d of data.picture.duties) {
    if (!store.shown(d.v)) continue;
    for (const one of d.by) yield [d, one.id, true];
    for (const [id] of d.sup) yield [d, id, false];
  }
}

const curve = linkHorizontal<{ source: [number, number]; target: [number, number] }, [number, number]>();

export function crosswalk(data: Data, store: Store): { node: HTMLElement; svg: () => SVGElement | null } {
  const { picture } = data;
  let sides = sidesOf(picture.have, address.read("sides"));
  const focus = { id: address.read("focus") };
  const frame = h("div", { class: "canvas" });
  const legend = h("div", { class: "legend" });
  const choice = h("div");
  const tip = h("div", { class: "tip", role: "presentation", hidden: true });
  const node = h("div", { class: "picture" }, choice, legend, frame, tip);
  let svg: SVGElement | null = null;

  const heldParts = new Map<string, HeldPart[]>(Object.entries(picture.held));
  const partOfHeld = new Map<string, string>();
  for (const parts of heldParts.values())
    for (const part of parts) {
      partOfHeld.set(part.id, part.id);
      for (const id of part.duties) partOfHeld.set(id, part.id);
    }
  const needed: Part[] = picture.groups.flatMap((g) => g.parts);
  const partOfDuty = new Map<string, string>();
  for (const part of needed) for (const i of part.duties) partOfDuty.set(picture.duties[i]?.id ?? "", part.id);

  /** The part that is in focus, whether the focus is that part or something in it. */
  const focusPart = (): string => partOfDuty.get(focus.id) ?? partOfHeld.get(focus.id) ?? focus.id;

  function isIn(id: string, d: Duty, held: string): boolean {
    return !id || d.id === id || partOfDuty.get(d.id) === id || held === id || partOfHeld.get(held) === id;
  }

  function setFocus(id: string): void {
    focus.id = focus.id === id ? "" : id;
    address.write({ focus: focus.id });
    if (picture.names[id]?.f === picture.need || needed.some((p) => p.id === id)) store.select(id);
    draw();
    frame.querySelector<SVGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  function setSides(drawn: string[]): void {
    address.write({ sides: drawn.filter(Boolean).join(",") });
    sides = sidesOf(picture.have, address.read("sides"));
    const held = picture.have.find((key) => heldParts.get(key)?.some((part) => part.id === partOfHeld.get(focus.id)));
    if (held && !sides.drawn.includes(held)) {
      focus.id = "";
      address.write({ focus: "" });
    }
    draw();
  }

  function middle(opened: string): Omit<Item, "y">[] {
    return needed.flatMap((part) => [
      { id: part.id, part: part.id, text: `${part.n} ${part.h}`.trim(), leaf: false },
      ...(part.id === opened
        ? part.duties.flatMap((i) => {
            const d = picture.duties[i];
            return d ? [{ id: d.id, part: part.id, text: called(picture.names[d.id], d.id), leaf: true }] : [];
          })
        : []),
    ]);
  }

  function side(key: string, opened: string, linked: Set<string>): Omit<Item, "y">[] {
    return (heldParts.get(key) ?? []).flatMap((part) => [
      { id: part.id, part: part.id, text: `${part.n} ${part.h}`.trim(), leaf: false },
      ...(opened ? part.duties.filter((id) => linked.has(id)).map((id) => ({
        id, part: part.id, text: called(picture.names[id], id), leaf: true,
      })) : []),
    ]);
  }

  function spread(items: Omit<Item, "y">[], height: number): Item[] {
    const step = Math.min(40, Math.max(LEAST, height / Math.max(items.length, 1)));
    const start = Math.max(0, (height - step * items.length) / 2);
    return items.map((item, i) => ({ ...item, y: HEAD + start + step * (i + 0.5) }));
  }

  function draw(): void {
    const width = Math.max(frame.clientWidth - 8, 560);
    const tall = Math.max(frame.clientHeight - 8, 320);
    const opened = focusPart();
    const linked = new Set<string>();
    for (const [d, held] of rows(data, store)) if (isIn(focus.id, d, held)) linked.add(held);
    const mid = middle(opened);
    const flanks = sides.drawn.map((key) => side(key, focus.id, linked));
    const most = Math.max(mid.length, ...flanks.map((f) => f.length));
    const height = Math.max(tall - HEAD, most * LEAST);
    const placed = spread(mid, height);
    const placedSides = flanks.map((f) => spread(f, height));

    const two = sides.drawn.length === 2;
    const middleWidth = Math.min(250, width * 0.3);
    const middleX = two ? (width - middleWidth) / 2 : width - middleWidth - 6;
    const labelWidth = Math.min(250, width * (two ? 0.25 : 0.3));
    const anchor = sides.drawn.map((_, i) => (i ? width - labelWidth : labelWidth));

    const visible = new Map<string, Item>();
    for (const item of placed) visible.set(item.id, item);
    const visibleHeld = placedSides.map((items) => new Map(items.map((item) => [item.id, item])));

    const links = new Map<string, Link & { side: number; on: boolean }>();
    for (const [d, held, typed] of rows(data, store)) {
      const at = sides.drawn.indexOf(picture.names[held]?.f ?? "");
      if (at < 0) continue;
      const from = visible.has(d.id) ? d.id : (partOfDuty.get(d.id) ?? "");
      const here = visibleHeld[at];
      const on = isIn(focus.id, d, held);
      const to = on && here?.has(held) ? held : (partOfHeld.get(held) ?? "");
      const key = `${from} ${to} ${on}`;
      const link = links.get(key) ?? { needed: from, held: to, n: 0, hand: 0, typed: 0, duties: new Set<string>(), side: at, on };
      link.n += 1;
      if (typed) link.typed += 1;
      if (typed && HAND.has(d.v)) link.hand += 1;
      link.duties.add(d.id);
      links.set(key, link);
    }

    const ribbons = [...links.values()].sort((a, b) => Number(a.on) - Number(b.on) || a.n - b.n).map((link) => {
      const a = visible.get(link.needed);
      const b = visibleHeld[link.side]?.get(link.held);
      if (!a || !b) return null;
      const left = link.side === 0;
      const x1 = left ? (anchor[0] ?? 0) + 8 : middleX + middleWidth;
      const x2 = left ? middleX : (anchor[1] ?? 0) - 8;
      const [y1, y2] = left ? [b.y, a.y] : [a.y, b.y];
      const kind = link.typed === 0 ? "support" : link.hand ? "hand" : "start";
      return s("path", {
        d: curve({ source: [x1, y1], target: [x2, y2] }) ?? "",
        class: `ribbon ${kind}${focus.id && !link.on ? " faded" : ""}`,
        "stroke-width": 1 + Math.sqrt(link.n) * (focus.id && link.on ? 1.6 : 1.1),
        mousemove: (event) => hover(event as MouseEvent,
          `${title(link.held)} and ${title(link.needed)}: ${link.n} ${link.n === 1 ? "row" : "rows"}, ${link.hand} of them toward duties in hand`),
        mouseleave: () => { tip.hidden = true; },
        click: () => setFocus(link.needed),
      });
    });

    const title = (id: string): string => {
      const part = needed.find((p) => p.id === id) ?? [...heldParts.values()].flat().find((p) => p.id === id);
      return part ? `${part.n} ${part.h}`.trim() : called(picture.names[id], id);
    };
    const touched = new Set<string>();
    for (const link of links.values())
      if (link.on) { touched.add(link.needed); touched.add(link.held); }

    const button = (item: Item, x: number, end: "start" | "end" | "middle", letters: number, box?: [number, number]): SVGElement => {
      const shown = cut(item.text, letters);
      return s("g", {
        class: `item${item.leaf ? " leaf" : ""}${item.id === focus.id ? " focus" : ""}${focus.id && !touched.has(item.id) && item.part !== opened ? " faded" : ""}`,
        role: "button", tabindex: "-1", "data-id": item.id, "aria-pressed": String(item.id === focus.id),
        "aria-label": shown === item.text ? shown : `${shown} ${item.text}`,
        click: () => setFocus(item.id),
      },
        box ? s("rect", { x: box[0] + (item.leaf ? 10 : 0), y: item.y - LEAST / 2 + 0.5, width: box[1] - (item.leaf ? 20 : 0), height: LEAST - 1, rx: 3 }) : null,
        s("text", { x, y: item.y, "text-anchor": end }, shown, s("title", {}, item.text)));
    };

    const heads = [
      s("text", { x: middleX + middleWidth / 2, y: 14, class: "head", "text-anchor": "middle" }, `${picture.labels[picture.need]} (needed)`),
      ...sides.drawn.map((key, i) => s("text", { x: anchor[i] ?? 0, y: 14, class: "head", "text-anchor": i ? "start" : "end" }, picture.labels[key] ?? key)),
    ];
    svg = s("svg", {
      width, height: height + HEAD, viewBox: `0 0 ${width} ${height + HEAD}`, role: "group", class: "crosswalk", "data-note": drawnNote(picture, sides),
      "aria-label": `Crosswalk from ${sides.drawn.map((k) => picture.labels[k]).join(" and ")} to ${picture.labels[picture.need]}. Arrow keys move, Enter opens and isolates.`,
      keydown: (event) => walk(event as KeyboardEvent, [...(placedSides[0] ? [placedSides[0]] : []), placed, ...(placedSides[1] ? [placedSides[1]] : [])]),
    },
      ...heads,
      ...ribbons.filter((r): r is SVGElement => r !== null),
      ...placed.map((item) => button(item, middleX + (item.leaf ? 16 : 6), "start", Math.floor(middleWidth / 5.6), [middleX, middleWidth])),
      ...placedSides.flatMap((items, i) => items.map((item) =>
        button(item, (anchor[i] ?? 0) + (item.leaf ? (i ? 14 : -14) : 0), i ? "start" : "end", Math.floor(labelWidth / 5.9)))));
    put(frame, svg);
    svg.querySelector('[role="button"]')?.setAttribute("tabindex", "0");
    drawLegend();
  }

  function walk(event: KeyboardEvent, columns: Item[][]): void {
    const active = (event.target as Element).getAttribute("data-id");
    if (!active) return;
    const column = columns.findIndex((items) => items.some((item) => item.id === active));
    const items = columns[column] ?? [];
    const at = items.findIndex((item) => item.id === active);
    const here = items[at];
    let next: Item | undefined;
    if (event.key === "ArrowDown") next = items[at + 1];
    else if (event.key === "ArrowUp") next = items[at - 1];
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const other = columns[column + (event.key === "ArrowLeft" ? -1 : 1)] ?? [];
      next = [...other].sort((a, b) => Math.abs(a.y - (here?.y ?? 0)) - Math.abs(b.y - (here?.y ?? 0)))[0];
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      setFocus(active);
      return;
    } else if (event.key === "Escape" && focus.id) {
      setFocus(focus.id);
      return;
    } else return;
    event.preventDefault();
    if (!next || !svg) return;
    for (const one of svg.querySelectorAll('[tabindex="0"]')) one.setAttribute("tabindex", "-1");
    const target = svg.querySelector<SVGElement>(`[data-id="${CSS.escape(next.id)}"]`);
    target?.setAttribute("tabindex", "0");
    target?.focus();
  }

  function hover(event: MouseEvent, text: string): void {
    tip.textContent = text;
    tip.hidden = false;
    const box = node.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left + 12, box.width - 280)}px`;
    tip.style.top = `${event.clientY - box.top + 14}px`;
  }

  function drawLegend(): void {
    const counts = new Map<string, number>();
    for (const [, held] of rows(data, store)) {
      const key = picture.names[held]?.f ?? "";
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    put(choice, chooser(picture, sides, counts, setSides));
    put(legend,
      h("span", { class: "key" }, h("span", { class: "stroke hand" }), "toward duties in hand"),
      h("span", { class: "key" }, h("span", { class: "stroke start" }), "a start, most remains"),
      h("span", { class: "key" }, h("span", { class: "stroke support" }), "helps only"),
      h("span", { class: "fine" }, "Thickness: number of rows."),
      focus.id ? h("button", { type: "button", class: "link screen", click: () => setFocus(focus.id) }, "Show all again") : h("span", { class: "fine screen" }, "Click a line to open and isolate it."));
  }

  store.listen(draw);
  let last = "";
  new ResizeObserver(() => {
    const size = `${frame.clientWidth}x${frame.clientHeight}`;
    if (size !== last && frame.clientWidth) { last = size; draw(); }
  }).observe(frame);
  return { node, svg: () => svg };
}
