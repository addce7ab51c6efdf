// Buttons over the graph: its legend, and what of it is shown.

import { h } from "./dom";
import { KINDS, type Drawing } from "./graph_data";
import { stroke, swatch, type Look } from "./graph_look";

export const FRAMEWORK = "of:"; // before the key of a framework among what is hidden

/** A button for each framework and each kind of connection in the drawing, with its count. */
export function filterKeys(drawing: Drawing, looks: Map<string, Look>, hidden: Set<string>, toggle: (name: string) => void): HTMLElement[] {
  const key = (name: string, sign: Node, word: string, n: number, help: string): HTMLElement =>
    h("button", { type: "button", class: "key", "aria-pressed": String(!hidden.has(name)), title: help, click: () => toggle(name), "data-name": name }, sign, h("span", {}, `${word} ${n}`));
  const frameworks = [...looks].map(([f, look]) => {
    const n = drawing.nodes.filter((one) => one.framework === f).length;
    return n ? key(FRAMEWORK + f, swatch(look), drawing.frameworks[f] ?? f, n, "Show or hide. A filled mark counts as a duty, a hollow one does not.") : null;
  });
  const kinds = Object.entries(KINDS).map(([name, kind]) => {
    const n = drawing.edges.filter((one) => one.kind === name).length;
    return n ? key(name, stroke(kind), `${kind.symbol} ${kind.word}`.trim(), n, kind.says.replace(/\bS\b/, "one").replace(/\bT\b/, "the other")) : null;
  });
  return [
    h("span", { class: "keys", role: "group", "aria-label": "Frameworks shown" }, ...frameworks),
    h("span", { class: "keys", role: "group", "aria-label": "Connections shown" }, ...kinds),
  ];
}
