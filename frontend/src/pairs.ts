// Every framework held against every one needed, each pair a small duty map.

import * as address from "./address";
import { h, put } from "./dom";
import type { Data } from "./data";
import { VERDICTS } from "./words";

const CELL = 3;

export function pairs(data: Data): HTMLElement {
  const node = h("div", { class: "picture" });
  const found = data.pairs;
  if (!found) {
    put(node, h("p", { role: "status" }, "Comparing the frameworks ..."));
    return node;
  }
  const { keys, marks } = found;
  const label = (key: string): string => data.picture.labels[key] ?? key;

  function small(have: string, need: string): HTMLElement {
    const codes = marks[have]?.[need] ?? "";
    const columns = Math.max(1, Math.min(26, Math.ceil(Math.sqrt(codes.length * 1.4))));
    const canvas = document.createElement("canvas");
    canvas.width = columns * CELL;
    canvas.height = Math.max(1, Math.ceil(codes.length / columns)) * CELL;
    const brush = canvas.getContext("2d");
    const counts = new Map<string, number>();
    [...codes].forEach((code, i) => {
      const verdict = VERDICTS[Number(code)] ?? "judge";
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (!brush) return;
      brush.fillStyle = data.looks.verdict[verdict]?.colour ?? "#ccc";
      brush.fillRect((i % columns) * CELL, Math.floor(i / columns) * CELL, CELL - 0.5, CELL - 0.5);
    });
    const words = VERDICTS.filter((v) => counts.get(v)).map((v) => `${v} ${counts.get(v)}`).join(", ");
    const hand = ["reuse", "extend", "add"].reduce((n, v) => n + (counts.get(v) ?? 0), 0);
    const chosen = need === data.picture.need && data.picture.have.length === 1 && data.picture.have[0] === have;
    return h("button", {
      type: "button", class: chosen ? "small-map chosen" : "small-map",
      title: `Holding ${label(have)}, of ${codes.length} duties of ${label(need)}: ${words}`,
      "aria-label": `${hand}/${codes.length}. Holding ${label(have)}, of ${codes.length} duties of ${label(need)}: ${words}. Make this pair the profile.`,
      click: () => address.go("map", { have, need }),
    }, canvas, h("span", {}, `${hand}/${codes.length}`));
  }

  put(node,
    h("div", { class: "legend" },
      h("span", {}, "Rows are held, columns are needed. Each square is one duty; the number says how many of them can be reused, extended or added to. Click a pair to make it the profile."),
      ...VERDICTS.map((v) => h("span", { class: "key" }, h("span", { class: "swatch", style: `background:${data.looks.verdict[v]?.colour};color:${data.looks.verdict[v]?.ink}`, "aria-hidden": "true" }, data.looks.verdict[v]?.symbol ?? ""), v))),
    h("div", { class: "canvas" },
      h("table", { class: "square" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "held, needed"), ...keys.map((k) => h("th", { scope: "col" }, label(k))))),
        h("tbody", {}, ...keys.map((have) => h("tr", {}, h("th", { scope: "row" }, label(have)),
          ...keys.map((need) => h("td", {}, have === need ? h("span", { class: "fine", title: "A framework covers itself." }, "itself") : small(have, need)))))))));
  return node;
}
