// One provision beside the picture: what is open first, then what is asked, what helps, and why.

import { h, put, type Child } from "./dom";
import { link } from "./link";
import type { Data, Duty, Part, Picture, Source } from "./data";
import type { Store } from "./store";
import { GAPS, MARKS, called, chip, day, framework, tag } from "./words";

export interface Sight {
  duty?: Duty;
  part?: Part;
}

/** What an id of the address stands for in a picture: a duty, or a part with its duties. */
export function sight(picture: Picture, id: string): Sight {
  const duty = picture.duties.find((d) => d.id === id);
  if (duty) return { duty };
  for (const group of picture.groups)
    for (const part of group.parts) if (part.id === id) return { part };
  const below = picture.duties.flatMap((d, i) => (id && d.id.startsWith(`${id}.`) ? [i] : []));
  return below.length ? { part: { id, n: id.split(":")[1] ?? id, h: "", duties: below } } : {};
}

export function inspector(data: Data, store: Store): HTMLElement {
  const node = h("aside", { class: "inspector", "aria-label": "Details of what is selected", tabindex: "0" });
  let only = "";

  function draw(): void {
    const found = sight(data.picture, store.selected);
    if (found.duty) put(node, ...duty(data, found.duty, only, (f) => ((only = only === f ? "" : f), draw())));
    else if (found.part) put(node, ...part(data, store, found.part));
    else put(node, ...nothing(data, store));
  }

  draw();
  store.listen(() => {
    draw();
    node.scrollTop = 0;
  });
  return node;
}

function nothing(data: Data, store: Store): Child[] {
  const { picture } = data;
  const unknown = store.selected && !picture.names[store.selected];
  return [
    h("h2", { class: "screen" }, "Nothing selected"),
    unknown
      ? h("p", { role: "status" }, `The address names ${store.selected}, which is no duty of ${picture.labels[picture.need]} in this scope. Select one in the picture, or widen the scope at the left.`)
      : h("p", { class: "screen" }, "Select a duty to read what is still open, what you have in hand, and why."),
    h("h3", {}, "What the numbers rest on"),
    ...Object.entries(picture.about).map(([name, text]) => h("p", { class: "fine" }, h("b", {}, `${name}: `), text)),
  ];
}

function part(data: Data, store: Store, one: Part): Child[] {
  const { picture } = data;
  const duties = one.duties.map((i) => picture.duties[i]).filter((d): d is Duty => d !== undefined);
  const helpers = new Map<string, Map<string, number>>();
  for (const d of duties)
    for (const id of [...d.by.map((s) => s.id), ...d.sup.map((x) => x[0])]) {
      const f = picture.names[id]?.f ?? "";
      const of = helpers.get(f) ?? new Map<string, number>();
      of.set(id, (of.get(id) ?? 0) + 1);
      helpers.set(f, of);
    }
  return [
    h("h2", {}, `${one.n} ${one.h}`.trim()),
    h("p", { class: "sub" }, `${picture.labels[picture.need]} · ${duties.length} ${duties.length === 1 ? "duty" : "duties"} in this scope`),
    h(
      "ul",
      { class: "duties" },
      ...duties.map((d) => {
        const name = picture.names[d.id];
        return h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "row", click: () => store.select(d.id) },
            chip(data.looks.verdict[d.v], d.v),
            h("span", {}, h("b", {}, called(name, d.id)), d.open ? `. Still open: ${d.open}` : ""),
          ),
        );
      }),
    ),
    ...[...helpers].map(([f, of]) =>
      h(
        "div",
        {},
        h("h3", {}, `${picture.labels[f] ?? f}: ${of.size} that help`),
        h("p", {}, ...[...of].sort((a, b) => b[1] - a[1]).flatMap(([id, n], i): Child[] => [
          i ? " · " : "",
          link("provision", { id }, called(picture.names[id], id)),
          n > 1 ? ` (${n})` : "",
        ])),
      ),
    ),
    h("p", {}, link("provision", { id: one.id }, "Open in the reader")),
  ];
}

function stillOpen(d: Duty): string {
  if (d.v === "reuse") return "nothing, as far as it was judged.";
  if (d.v === "judge") return "not judged yet: nobody has compared it with what you hold.";
  if (d.v === "build") return "all of it. Nothing that you hold overlaps or helps.";
  return d.open || "all of it. What you hold only helps to get there.";
}

function source(data: Data, d: Duty, one: Source): HTMLElement {
  const { picture } = data;
  const name = picture.names[one.id];
  return h(
    "article",
    { class: one.inf ? "card inferred" : "card" },
    h("h4", {}, link("pair", { id: d.id, with: one.id }, `${framework(picture, name)} ${called(name, one.id)}`)),
    h("p", { class: "tags" }, tag(one.rel), tag(`confidence ${one.c.toFixed(2)}`), one.inf ? tag("inferred") : tag("asserted"), ...one.gap.map((g) => tag(GAPS[g] ?? g))),
    one.art ? h("p", {}, "In hand: ", h("b", {}, one.art), ".") : null,
    one.rest ? h("p", {}, h("b", {}, "Still open: "), one.rest) : null,
    one.why ? h("details", {}, h("summary", {}, "Why"), h("p", {}, one.why)) : null,
  );
}

function duty(data: Data, d: Duty, only: string, filter: (f: string) => void): Child[] {
  const { picture, looks } = data;
  const name = picture.names[d.id];
  const frameworks = [...new Set([...d.by.map((x) => x.id), ...d.sup.map((x) => x[0])].map((id) => picture.names[id]?.f ?? ""))];
  const wanted = (id: string): boolean => !only || picture.names[id]?.f === only;
  const dates = d.dates.map((x) => `from ${day(x.d)}${x.p ? ` (in practice ${day(x.p)})` : ""}${x.q ? ` (${x.q})` : ""}${x.c && d.dates.length > 1 ? `: ${x.c.replace(/\.$/, "")}` : ""}`);
  return [
    h("h2", {}, called(name, d.id)),
    h("p", { class: "sub" }, [framework(picture, name), d.roles.join(", "), d.risks.join(", ")].filter(Boolean).join(" · ")),
    h("p", { class: "tags" }, chip(looks.verdict[d.v], d.v), chip(looks.state[d.st], d.st), d.r ? tag(`${d.r} remains`) : null, ...d.gap.map((g) => tag(GAPS[g] ?? g))),
    h("p", { class: "open" }, h("b", {}, "Still open: "), stillOpen(d)),
    h("h3", {}, "What it asks"),
    h("p", {}, d.s),
    d.el.length
      ? h("ul", { class: "elements" }, ...d.el.map(([text, mark, by]) =>
          h("li", { class: mark === "open" ? "is-open" : "" },
            h("span", { class: "mark", "aria-hidden": "true" }, MARKS[mark] ?? "○"),
            h("span", {}, text, h("span", { class: "by" }, ` ${mark}${by.length ? `: ${by.map((id) => picture.names[id]?.n ?? id).join(", ")}` : ""}`)))))
      : null,
    dates.length ? h("p", {}, h("b", {}, "Applies "), dates.join("; "), ".") : h("p", { class: "fine" }, "No date of application is recorded."),
    d.evidence.length ? h("p", {}, h("b", {}, "Shown by: "), d.evidence.join(", "), ".") : null,
    frameworks.length > 1
      ? h("p", { class: "tags", role: "group", "aria-label": "Counterparts of one framework" }, ...frameworks.map((f) =>
          h("button", { type: "button", class: "small", "aria-pressed": String(only === f), click: () => filter(f) }, picture.labels[f] ?? f)))
      : null,
    ...d.by.filter((x) => wanted(x.id)).map((x) => source(data, d, x)),
    ...d.sup.filter((x) => wanted(x[0])).map(([id, kind, text]) =>
      h("article", { class: "card support" },
        h("h4", {}, "Helps: ", link("pair", { id: d.id, with: id }, `${framework(picture, picture.names[id])} ${called(picture.names[id], id)}`)),
        h("p", {}, tag(kind), ` ${text}`))),
    ...d.none.map((text) => h("p", { class: "fine" }, `Checked, nothing corresponds: ${text}`)),
    d.out.length ? h("p", { class: "fine" }, `Taken out by your statement of applicability: ${d.out.map((id) => called(picture.names[id], id)).join(", ")}.`) : null,
    d.clash.length ? h("p", { class: "warn" }, `The mappings contradict each other about ${d.clash.join(", ")}; those pairs count for nothing.`) : null,
    h("p", { class: "fine" }, d.why),
    h("p", { class: "links" },
      link("provision", { id: d.id }, "Open in the reader"),
      copier("Copy for the auditor", () => paragraph(data, d)),
      copier("Copy link", () => location.href)),
  ];
}

/** A duty as a paragraph that can stand in a report. */
export function paragraph(data: Data, d: Duty): string {
  const { picture } = data;
  const name = picture.names[d.id];
  const held = d.by.map((x) => `${framework(picture, picture.names[x.id])} ${called(picture.names[x.id], x.id)}${x.art ? ` (${x.art})` : ""}`);
  return [
    `${framework(picture, name)} ${called(name, d.id)}: ${d.s}`,
    `Verdict: ${d.v}${d.r ? `, ${d.r} remains` : ""}. Still open: ${stillOpen(d)}`,
    held.length ? `In hand: ${held.join("; ")}.` : "",
    d.dates.length ? `Applies ${d.dates.map((x) => `from ${day(x.d)}`).join("; ")}.` : "",
    `Scope: ${picture.about["scope"]}. Editions: ${picture.about["editions"]}. Data version ${picture.about["data version"]}. ${picture.about["disclaimer"]}`,
  ].filter(Boolean).join("\n");
}

function copier(label: string, text: () => string): HTMLElement {
  const node = h("button", {
    type: "button",
    class: "link",
    click: () => {
      void navigator.clipboard.writeText(text()).then(
        () => { node.textContent = "Copied"; },
        () => { node.textContent = "The browser refuses to copy"; },
      ).finally(() => setTimeout(() => { node.textContent = label; }, 1500));
    },
  }, label);
  return node;
}
