// The crosswalk as a table: articles down, held areas across, each opening to what is inside.

import * as address from "./address";
import { h, put } from "./dom";
import type { Data, Duty, HeldPart } from "./data";
import type { Store } from "./store";
import { VERDICTS, called, cut } from "./words";

interface Line {
  id: string;
  text: string;
  title: string;
  duties: Duty[];
  leaf: boolean;
}

interface Column {
  id: string;
  text: string;
  title: string;
  held: Set<string>;
  leaf: boolean;
}

export function matrix(data: Data, store: Store): HTMLElement {
  const { picture } = data;
  const opened = new Set(address.read("focus").split(",").filter(Boolean));
  const node = h("div", { class: "picture" });
  const parts = picture.groups.flatMap((g) => g.parts);

  const touches = (d: Duty): string[] => [...d.by.map((x) => x.id), ...d.sup.map((x) => x[0])];

  function lines(): Line[] {
    return parts.flatMap((part): Line[] => {
      const duties = part.duties.flatMap((i) => picture.duties[i] ?? []).filter((d) => store.shown(d.v));
      const text = `${part.n} ${part.h}`.trim();
      const whole = { id: part.id, text, title: text, duties, leaf: false };
      if (!opened.has(part.id)) return [whole];
      return [whole, ...duties.map((d): Line => {
        const name = called(picture.names[d.id], d.id);
        return { id: d.id, text: name, title: d.s, duties: [d], leaf: true };
      })];
    });
  }

  function columns(used: Set<string>): Column[] {
    const all: HeldPart[] = picture.have.flatMap((key) => picture.held[key] ?? []);
    return all.flatMap((part): Column[] => {
      const within = part.duties.filter((id) => used.has(id));
      if (!within.length) return [];
      const whole = { id: part.id, text: part.n, title: `${part.n} ${part.h}`.trim(), held: new Set(within), leaf: false };
      if (!opened.has(part.id)) return [whole];
      return [whole, ...within.map((id): Column => ({
        id, text: picture.names[id]?.n ?? id, title: called(picture.names[id], id), held: new Set([id]), leaf: true,
      }))];
    });
  }

  function toggle(id: string): void {
    if (!opened.delete(id)) opened.add(id);
    address.write({ focus: [...opened].join(",") });
    draw();
  }

  function cell(line: Line, column: Column): HTMLElement {
    const met = line.duties.filter((d) => touches(d).some((id) => column.held.has(id)));
    if (!met.length) return h("td", { class: "empty" }, "");
    const typed = met.filter((d) => d.by.some((x) => column.held.has(x.id)));
    const best = VERDICTS.find((v) => typed.some((d) => d.v === v));
    const look = best ? data.looks.verdict[best] : undefined;
    const words = typed.length
      ? `${typed.length} of ${line.duties.length} overlap; at best: ${best}`
      : `helps with ${met.length} of ${line.duties.length}, overlaps none`;
    return h("td", {},
      h("button", {
        type: "button", class: typed.length ? "cell" : "cell help",
        style: look ? `background:${look.colour};color:${look.ink}` : "",
        tabindex: "-1", title: `${line.text} and ${column.title}: ${words}`,
        "aria-label": `${line.text} and ${column.title}: ${words}`,
        click: () => {
          if (line.leaf && column.leaf) address.go("pair", address.carried({ id: line.id, with: column.id }));
          else store.select(met.length === 1 ? (met[0]?.id ?? line.id) : line.id);
        },
      }, look ? `${look.symbol} ${typed.length}` : `· ${met.length}`));
  }

  function draw(): void {
    const rows = lines();
    const used = new Set(rows.flatMap((l) => l.duties.flatMap(touches)));
    const shown = columns(used);
    const empty = rows.filter((l) => !l.leaf && l.duties.length && !l.duties.some((d) => touches(d).length));
    const full = rows.filter((l) => l.duties.length && !empty.includes(l) && (l.leaf || l.duties.some((d) => touches(d).length)));
    const head = (column: Column): HTMLElement => h("th", { scope: "col", class: column.leaf ? "leaf" : "" },
      column.leaf ? h("span", { title: column.title }, column.text)
        : h("button", { type: "button", "data-head": column.id, "aria-expanded": String(opened.has(column.id)), title: `${column.title}: open or close`, click: () => toggle(column.id) },
            h("b", {}, column.text), h("span", {}, cut(column.title.slice(column.text.length).trim(), 26))));
    const of = (id: string): string => picture.names[id]?.f ?? id.split(":")[0] ?? "";
    const spans = picture.have.map((key) => [key, shown.filter((c) => of(c.id) === key).length] as const).filter(([, n]) => n);
    put(node,
      h("div", { class: "legend" },
        ...VERDICTS.filter((v) => v !== "judge").map((v) => h("span", { class: "key" }, h("span", { class: "swatch", style: `background:${data.looks.verdict[v]?.colour};color:${data.looks.verdict[v]?.ink}`, "aria-hidden": "true" }, data.looks.verdict[v]?.symbol ?? ""), v)),
        h("span", { class: "fine" }, "Shade: the least work that a duty of the cell leaves. Number: duties with an overlap; a dot: it only helps. Arrow keys move; heads open.")),
      h("div", { class: "canvas" },
        shown.length ? h("table", { class: "matrix", keydown: (event) => walk(event as KeyboardEvent) },
          h("thead", {},
            h("tr", {}, h("th", { class: "corner" }, picture.labels[picture.need]), ...spans.map(([key, n]) => h("th", { colspan: n, scope: "colgroup", class: "over" }, picture.labels[key]))),
            h("tr", {}, h("th", { class: "corner" }, ""), ...shown.map(head))),
          h("tbody", {}, ...full.map((line) => h("tr", { class: line.id === store.selected ? "selected" : "" },
            h("th", { scope: "row", class: line.leaf ? "leaf" : "", title: line.title },
              line.leaf
                ? h("button", { type: "button", click: () => store.select(line.id) }, cut(line.text, 44))
                : h("button", { type: "button", "data-head": line.id, "aria-expanded": String(opened.has(line.id)), click: () => toggle(line.id) }, cut(line.text, 40))),
            ...shown.map((column) => cell(line, column))))))
          : h("p", {}, "No held provision has a recorded relation to what is shown."),
        empty.length ? h("p", { class: "fine folded" }, h("b", {}, `Without any counterpart (${empty.length}): `),
          ...empty.flatMap((l, i) => [i ? ", " : "", h("button", { type: "button", class: "link", click: () => store.select(l.id) }, l.text)])) : null));
    node.querySelector<HTMLElement>("button.cell")?.setAttribute("tabindex", "0");
  }

  function walk(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const move = moves[event.key];
    const from = (event.target as Element).closest("td");
    if (!move || !from) return;
    event.preventDefault();
    const grid = [...node.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("td")]);
    let row = grid.findIndex((cells) => cells.includes(from as HTMLTableCellElement));
    let column = grid[row]?.indexOf(from as HTMLTableCellElement) ?? 0;
    for (;;) {
      row += move[0];
      column += move[1];
      const there = grid[row]?.[column];
      if (!there) return;
      const button = there.querySelector<HTMLElement>("button");
      if (button) {
        for (const one of node.querySelectorAll("button.cell")) one.setAttribute("tabindex", "-1");
        button.setAttribute("tabindex", "0");
        button.focus();
        return;
      }
    }
  }

  draw();
  store.listen(draw);
  return node;
}

/** All rows between what is held and what is needed, for who would rather read a table. */
export function rowsTable(data: Data, store: Store): HTMLElement {
  const { picture } = data;
  const node = h("div", { class: "picture" });
  function draw(): void {
    const found = picture.duties.filter((d) => store.shown(d.v)).flatMap((d) => [
      ...d.by.map((x) => [d, x.id, x.rel, x.rest] as const),
      ...d.sup.map(([id, kind, text]) => [d, id, `helps (${kind})`, text] as const),
    ]);
    put(node, h("div", { class: "canvas" }, h("table", { class: "work" },
      h("thead", {}, h("tr", {}, ...["needed", "verdict", "held", "relation", "still open, or what it delivers"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, ...found.map(([d, id, rel, text]) => h("tr", {
        class: d.id === store.selected ? "selected" : "", click: () => store.select(d.id),
      },
        h("td", {}, h("button", { type: "button", class: "link" }, called(picture.names[d.id], d.id))),
        h("td", {}, d.v), h("td", {}, called(picture.names[id], id)), h("td", {}, rel), h("td", {}, text)))))));
  }
  draw();
  store.listen(draw);
  return node;
}
