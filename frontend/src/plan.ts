// The plan: a true axis of time with today on it, and below it the work, grouped as one likes.

import { scaleTime } from "d3-scale";
import * as address from "./address";
import { h, put, s, type Child } from "./dom";
import type { Data, Duty } from "./data";
import type { Store } from "./store";
import { VERDICTS, called, chip, day, first } from "./words";

const TALL = 190;
const EDGE = 56;
const FOOT = 40;
const BAR = 26;
const GROUPS = ["date", "starting control", "evidence"];
const BOUND = ["all", "provider", "deployer", "only one of them", "changed in 2026"];
const ORDER = new Map(VERDICTS.map((v, i) => [v, i]));

export function plan(data: Data, store: Store): { node: HTMLElement; svg: () => SVGElement | null } {
  const { picture } = data;
  const asked = (name: string, known: string[]): string => {
    const found = address.read(name);
    return known.includes(found) ? found : (known[0] ?? "");
  };
  const state = {
    group: asked("group", GROUPS),
    bound: asked("bound", BOUND),
    from: address.read("from"),
    until: address.read("until"),
  };
  const chart = h("div", { class: "chart" });
  const tools = h("div", { class: "legend" });
  const list = h("div", { class: "canvas" });
  const node = h("div", { class: "picture plan" }, chart, tools, list);
  let svg: SVGElement | null = null;

  function bound(d: Duty): boolean {
    const is = (role: string): boolean => d.roles.includes(role);
    if (state.bound === "provider") return is("Provider");
    if (state.bound === "deployer") return is("Deployer");
    if (state.bound === "only one of them") return is("Provider") !== is("Deployer");
    if (state.bound === "changed in 2026") return d.changed;
    return true;
  }

  const known = (): Duty[] => picture.duties.filter((d) => d.v !== "reuse" && store.shown(d.v) && bound(d));
  const within = (d: Duty): boolean => {
    const at = first(d);
    return (!state.from || at >= state.from) && (!state.until || (at !== "" && at <= state.until));
  };

  function remember(): void {
    address.write({
      group: state.group === GROUPS[0] ? "" : state.group,
      bound: state.bound === BOUND[0] ? "" : state.bound,
      from: state.from,
      until: state.until,
    });
  }

  function drawChart(): void {
    const width = Math.max(chart.clientWidth - 4, 320);
    const days = new Map<string, Duty[]>();
    for (const d of known()) if (first(d)) days.set(first(d), [...(days.get(first(d)) ?? []), d]);
    const past = [...days].filter(([at]) => at <= picture.today);
    const later = [...days].filter(([at]) => at > picture.today).sort();
    const now = past.flatMap(([, duties]) => duties);
    const start = new Date(picture.today);
    const end = new Date(later.length ? (later[later.length - 1]?.[0] ?? picture.today) : picture.today);
    end.setMonth(end.getMonth() + 3);
    const x = scaleTime().domain([start, end]).range([EDGE + 110, width - 60]);
    const top = Math.max(now.length, ...later.map(([, duties]) => duties.length), 1);
    const high = TALL - FOOT - 30;
    const y = (n: number): number => (n / top) * high;
    const base = TALL - FOOT;

    const bar = (at: number, duties: Duty[], label: string, on: boolean, pick: () => void): SVGElement => {
      let from = base;
      const pieces: Child[] = VERDICTS.map((v) => {
        const n = duties.filter((d) => d.v === v).length;
        if (!n) return null;
        const tall = Math.max(y(n), 1.5);
        from -= tall;
        return s("rect", { x: at - BAR / 2, y: from, width: BAR, height: tall, fill: data.looks.verdict[v]?.colour },
          s("title", {}, `${n} ${v}`));
      });
      return s("g", {
        class: on ? "day" : "day faded", role: "button", tabindex: "0", "aria-pressed": String(on && Boolean(state.from || state.until)),
        "aria-label": `${label}: ${duties.length} duties`,
        click: pick,
        keydown: (event) => {
          const key = (event as KeyboardEvent).key;
          if (key === "Enter" || key === " ") { event.preventDefault(); pick(); }
        },
      }, s("rect", { x: at - BAR, y: 18, width: 2 * BAR, height: base - 18, fill: "transparent" }), ...pieces,
        s("text", { x: at, y: from - 4, "text-anchor": "middle", class: "count" }, duties.length));
    };

    const choose = (from: string, until: string): void => {
      const same = state.from === from && state.until === until;
      state.from = same ? "" : from;
      state.until = same ? "" : until;
      remember();
      draw();
    };

    // Labels of days that lie close together go to a second and a third line.
    const ends: number[] = [];
    const labels = later.map(([at]) => {
      const px = x(new Date(at));
      let line = 0;
      while ((ends[line] ?? -1e9) > px - 38) line += 1;
      ends[line] = px + 38;
      return s("text", { x: px, y: base + 14 + Math.min(line, 2) * 12, "text-anchor": "middle", class: "tick" }, day(at, true));
    });
    const today = x(start);
    svg = s("svg", { width, height: TALL, viewBox: `0 0 ${width} ${TALL}`, role: "group", class: "timeline", "aria-label": "Duties by the day from which they apply" },
      s("line", { x1: 4, x2: width - 10, y1: base, y2: base, class: "axis" }),
      s("line", { x1: today, x2: today, y1: 14, y2: base + 4, class: "today" }),
      s("text", { x: today + 4, y: 12, class: "tick" }, `today, ${day(picture.today, true)}`),
      now.length ? bar(EDGE, now, "applies already", now.some(within), () => choose("", picture.today)) : null,
      s("text", { x: EDGE, y: base + 14, "text-anchor": "middle", class: "tick" }, now.length ? "applies already" : "nothing yet"),
      now.length ? s("text", { x: EDGE, y: base + 26, "text-anchor": "middle", class: "tick" }, `since ${day(past.map(([at]) => at).sort()[0] ?? "", true)}`) : null,
      ...later.map(([at, duties]) => bar(x(new Date(at)), duties, day(at), duties.some(within), () => choose(at, at))),
      ...labels,
      brush(x, base, choose));
    put(chart, svg);
  }

  /** Dragging over the axis selects a stretch of time. */
  function brush(x: ReturnType<typeof scaleTime<number, number>>, base: number, choose: (a: string, b: string) => void): SVGElement {
    const shade = s("rect", { y: base - 5, height: 10, width: 0, x: 0, class: "brushed" });
    let from = -1;
    const at = (event: Event): number => (event as PointerEvent).offsetX;
    const iso = (px: number): string => x.invert(px).toISOString().slice(0, 10);
    const strip = s("rect", {
      x: x.range()[0] ?? 0, y: base - 6, width: (x.range()[1] ?? 0) - (x.range()[0] ?? 0), height: 12, class: "strip",
      pointerdown: (event) => { from = at(event); strip.setPointerCapture((event as PointerEvent).pointerId); },
      pointermove: (event) => {
        if (from < 0) return;
        shade.setAttribute("x", String(Math.min(from, at(event))));
        shade.setAttribute("width", String(Math.abs(at(event) - from)));
      },
      pointerup: (event) => {
        const [a, b] = [Math.min(from, at(event)), Math.max(from, at(event))];
        from = -1;
        if (b - a > 4) choose(iso(a), iso(b));
      },
    }, s("title", {}, "Drag to select a stretch of time"));
    return s("g", {}, shade, strip);
  }

  function keyOf(d: Duty): string[] {
    if (state.group === "date") {
      const at = first(d);
      if (!at) return ["No date recorded"];
      return [at <= picture.today ? "Applies already" : `From ${day(at)}`];
    }
    if (state.group === "evidence") return d.evidence.length ? d.evidence : ["No evidence named"];
    const start = d.by[0]?.id ?? d.sup[0]?.[0];
    return [start ? `${picture.labels[picture.names[start]?.f ?? ""] ?? ""} ${called(picture.names[start], start)}` : "Nothing to start from"];
  }

  function drawTools(found: Duty[]): void {
    const choice = (label: string, words: string[], now: string, set: (w: string) => void): HTMLElement =>
      h("span", { class: "modes", role: "group", "aria-label": label }, `${label}: `,
        ...words.map((w) => h("button", { type: "button", class: "link", "aria-pressed": String(w === now), click: () => { set(w); remember(); draw(); } }, w)));
    const roles = new Set(picture.duties.flatMap((d) => d.roles));
    const sides = BOUND.filter((w) => w === "all" || (w === "changed in 2026" ? picture.duties.some((d) => d.changed) : roles.has("Provider") && roles.has("Deployer")));
    const chosen = state.from || state.until
      ? `${state.from ? day(state.from, true) : "the start"} to ${state.until ? day(state.until, true) : "the end"}` : "all days";
    put(tools,
      h("b", {}, `${found.length} open, ${chosen}`),
      state.from || state.until ? h("button", { type: "button", class: "link", click: () => { state.from = ""; state.until = ""; remember(); draw(); } }, "all days") : null,
      sides.length > 1 ? choice("Show", sides, state.bound, (w) => { state.bound = w; }) : null,
      choice("Group by", GROUPS, state.group, (w) => { state.group = w; }),
      h("span", { class: "modes", role: "group", "aria-label": "Save these" }, "Save these: ",
        ...[["xlsx", "XLSX"], ["csv", "CSV"], ["md", "Markdown"], ["ics", "calendar"]].map(([form, label]) =>
          h("button", { type: "button", class: "link", click: () => store.send("wanted", { form, ids: found.map((d) => d.id), turn: Date.now() }) }, label))));
  }

  function drawList(found: Duty[]): void {
    const groups = new Map<string, Duty[]>();
    for (const d of found) for (const key of keyOf(d)) groups.set(key, [...(groups.get(key) ?? []), d]);
    const ordered = [...groups];
    if (state.group !== "date") ordered.sort((a, b) => b[1].length - a[1].length);
    else ordered.sort((a, b) => first(a[1][0] as Duty).localeCompare(first(b[1][0] as Duty)));
    const row = (d: Duty): HTMLElement => h("tr", {
      class: d.id === store.selected ? "selected" : "", "data-id": d.id,
      click: () => store.select(d.id),
    },
      h("td", {}, chip(data.looks.verdict[d.v], d.v)),
      h("td", {}, h("button", { type: "button", class: "link" }, picture.names[d.id]?.n ?? d.id), ` ${picture.names[d.id]?.h ?? ""}`),
      h("td", {}, d.task.replace(/^[a-z ]+?:? (?=[A-Z0-9])/, "")),
      h("td", {}, d.by.find((x) => x.art)?.art ?? "nothing in hand"),
      h("td", { class: "when" }, first(d) ? day(first(d), true) : ""));
    put(list, found.length ? h("table", { class: "work" },
      h("thead", {}, h("tr", {}, ...["verdict", "duty", "task", "in hand", "from"].map((t) => h("th", { scope: "col" }, t)))),
      ...ordered.map(([key, duties]) => h("tbody", {},
        h("tr", { class: "group" }, h("th", { colspan: 5, scope: "rowgroup" }, `${key} · ${duties.length} ${duties.length === 1 ? "duty" : "duties"}`)),
        ...duties.map(row))))
      : h("p", { role: "status" }, "Nothing is open in this selection."));
  }

  function draw(soon = false): void {
    const found = known().filter(within).sort((a, b) =>
      first(a).localeCompare(first(b)) || (ORDER.get(a.v) ?? 9) - (ORDER.get(b.v) ?? 9));
    drawChart();
    drawTools(found);
    if (soon) setTimeout(() => drawList(found)); // the axis is seen before a long list is laid out
    else drawList(found);
  }

  store.listen(() => {
    const top = list.scrollTop;
    draw();
    list.scrollTop = top;
  });
  let last = 0;
  new ResizeObserver(() => {
    if (chart.clientWidth && chart.clientWidth !== last) { last = chart.clientWidth; draw(true); }
  }).observe(chart);
  return { node, svg: () => svg };
}
