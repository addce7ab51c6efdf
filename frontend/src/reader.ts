// A provision to read: outline at the left, text in the middle, counterparts at the right.

import { h, put, type Child } from "./dom";
import type { Data } from "./data";
import { link } from "./link";
import { named, type Counterpart } from "./reading";
import { GAPS, cut, tag } from "./words";

export function reader(data: Data): HTMLElement {
  const node = h("div", { class: "picture" });
  const one = data.reader;
  if (!one) return node;
  let only = "";
  let kinds = new Set(["asserted", "inferred", "support", "none"]);

  const outline = h("nav", { class: "outline", "aria-label": `Outline of ${one.f}` });
  const above = new Set<string>();
  const trail: string[] = [];
  for (const [id, , , depth] of one.outline) {
    trail.length = depth;
    trail[depth] = id;
    if (id === one.id) for (const up of trail) above.add(up);
  }
  const open = new Set(above);
  function drawOutline(): void {
    const rows: Child[] = [];
    let hidden = Infinity;
    one?.outline.forEach(([id, n, text, depth], i) => {
      if (depth > hidden) return;
      hidden = Infinity;
      const has = (one.outline[i + 1]?.[3] ?? 0) > depth;
      if (has && !open.has(id)) hidden = depth;
      rows.push(h("div", { class: id === one.id ? "line here" : "line", style: `padding-left:${depth * 11}px` },
        has ? h("button", {
          type: "button", class: "fold", "aria-expanded": String(open.has(id)), "aria-label": `${open.has(id) ? "Close" : "Open"} ${n}`,
          click: () => { if (!open.delete(id)) open.add(id); drawOutline(); },
        }, open.has(id) ? "▾" : "▸") : h("span", { class: "fold" }),
        link("provision", { id }, cut(`${n} ${text}`.trim(), 60))));
    });
    put(outline, ...rows);
  }
  drawOutline();
  queueMicrotask(() => outline.querySelector(".here")?.scrollIntoView({ block: "center" }));

  const middle = h("article", { class: "reading" },
    h("p", { class: "sub" }, one.f, one.assessable ? " · counts as a duty" : " · does not count by itself"),
    h("h2", {}, named(one)),
    one.exists ? null : h("p", { class: "warn" }, "Not part of the current edition."),
    one.s ? h("p", { class: "summary" }, one.s) : h("p", { class: "fine" }, "Structure only; its parts say what is asked."),
    one.el.length ? h("ul", { class: "elements" }, ...one.el.map(([text, hard]) =>
      h("li", {}, h("span", { class: "mark", "aria-hidden": "true" }, "•"), h("span", {}, text, hard ? h("span", { class: "by" }, " hard: a fixed number or form") : null)))) : null,
    ...one.parts.map((p) => h("section", { class: "part", style: `margin-left:${Math.max(0, (p.depth - (one.parts[0]?.depth ?? 0)) * 14)}px` },
      h("h3", {}, link("provision", { id: p.id }, named(p)), p.duty ? h("span", { class: "by" }, " duty") : null),
      p.s && p.s !== p.h ? h("p", {}, p.s) : null)),
    h("dl", {}, ...one.facts.flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)])),
    one.cites.length ? h("p", {}, h("b", {}, "Cites: "), ...one.cites.flatMap((c, i): Child[] => [i ? ", " : "", link("provision", { id: c.id }, `${c.key === one.key ? "" : `${c.f} `}${c.n}`)])) : null,
    one.cited.length ? h("p", {}, h("b", {}, "Cited by: "), ...one.cited.slice(0, 40).flatMap((c, i): Child[] => [i ? ", " : "", link("provision", { id: c.id }, `${c.key === one.key ? "" : `${c.f} `}${c.n}`)])) : null,
    h("p", { class: "fine" }, one.key.startsWith("iso") || one.key.startsWith("tr")
      ? "Number, heading and our own summary; the standard's text is not shipped, since it is under copyright: buy it from ISO or a national body. "
      : "Our own summary, not the words of the law. ", ...one.see.filter((a) => a.startsWith("https://")).slice(0, 2).flatMap((a): Child[] => [h("a", { href: a, target: "_blank", rel: "noreferrer" }, a), " "])),
    h("p", { class: "links" },
      one.previous ? link("provision", { id: one.previous }, "← previous") : null,
      one.next ? link("provision", { id: one.next }, "next →") : null,
      link("map", { id: one.id }, "Show in the duty map")));

  const side = h("aside", { class: "inspector", "aria-label": "Counterparts" });
  function drawSide(): void {
    if (!one) return;
    const of = new Map<string, [string, number]>();
    for (const c of one.counterparts) of.set(c.other.key, [c.other.f, (of.get(c.other.key)?.[1] ?? 0) + 1]);
    const shown = one.counterparts.filter((c) => kinds.has(c.kind) && (!only || c.other.key === only));
    const byOther = [...shown].sort((a, b) => order(a) - order(b));
    put(side,
      h("h2", {}, `Counterparts: ${one.counterparts.filter((c) => c.kind !== "none").length}`),
      h("p", { class: "tags", role: "group", "aria-label": "Of one framework" }, ...[...of].map(([key, [label, n]]) =>
        h("button", { type: "button", class: "small", "aria-pressed": String(only === key), click: () => { only = only === key ? "" : key; drawSide(); } }, `${label} ${n}`))),
      h("p", { class: "tags", role: "group", "aria-label": "Kinds" }, ...["asserted", "inferred", "support", "none"].map((k) =>
        h("button", { type: "button", class: "small", "aria-pressed": String(kinds.has(k)), click: () => { kinds = new Set(kinds); if (!kinds.delete(k)) kinds.add(k); drawSide(); } }, k === "none" ? "nothing found" : k))),
      ...byOther.slice(0, 200).map((c) => card(c)),
      byOther.length > 200 ? h("p", { class: "fine" }, `${byOther.length - 200} more: choose a framework.`) : null,
      one.counterparts.length ? null : h("p", {}, "No mapping touches it yet."));
  }
  const order = (c: Counterpart): number => ["asserted", "inferred", "support", "none"].indexOf(c.kind);
  function card(c: Counterpart): HTMLElement {
    if (c.kind === "none")
      return h("article", { class: "card support" }, h("h4", {}, `Nothing in ${c.other.f}`), where(c), h("p", { class: "fine" }, c.why));
    return h("article", { class: `card ${c.kind}` },
      h("h4", {}, c.kind === "support" ? (c.forward ? "Helps " : "Helped by ") : "", link("pair", c.forward ? { id: c.other.id, with: c.at } : { id: c.at, with: c.other.id }, `${c.other.f} ${named(c.other)}`)),
      where(c),
      h("p", { class: "tags" }, tag(c.kind), tag(c.relation), c.confidence ? tag(`confidence ${c.confidence.toFixed(2)}`) : null, ...c.gap.map((g) => tag(GAPS[g] ?? g))),
      c.open_here ? h("p", {}, h("b", {}, "Still open here: "), c.open_here) : null,
      c.open_there ? h("p", {}, h("b", {}, "Still open there: "), c.open_there) : null,
      c.artefact ? h("p", {}, "In hand for both: ", h("b", {}, c.artefact)) : null,
      c.kind === "support" ? h("p", {}, c.why) : null);
  }
  function where(c: Counterpart): Child {
    if (!one || c.at === one.id) return null;
    const p = one.parts.find((x) => x.id === c.at);
    return h("p", { class: "sub" }, `for ${p ? named(p) : c.at}`);
  }
  drawSide();
  put(node, h("div", { class: "three" }, outline, middle, side));
  return node;
}
