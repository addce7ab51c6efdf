// The graph as two tables: for screen readers, and for whoever would rather read.

import { h } from "./dom";
import { counted, kindOf, sentence, type Drawing, type GraphEdge, type GraphNode } from "./graph_data";

export function tables(drawing: Drawing, nodes: GraphNode[], edges: GraphEdge[], select: (id: string) => void): HTMLElement {
  const names = new Map(drawing.nodes.map((n) => [n.id, n]));
  const of = (id: string): string => {
    const node = names.get(id);
    return node ? `${drawing.frameworks[node.framework] ?? node.framework} ${node.notation}` : id;
  };
  const named = (id: string): HTMLElement =>
    h("button", { type: "button", class: "link", click: () => select(id) }, of(id));
  return h("div", { class: "tables", tabindex: "0", role: "region", "aria-label": "The graph as tables" },
    h("table", {},
      h("caption", {}, counted(edges.length, "connection", "connections")),
      h("thead", {}, h("tr", {}, ...["From", "Kind", "To", "In words", "Confidence", "Still open"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, ...edges.map((e) => h("tr", {},
        h("td", {}, named(e.source)),
        h("td", {}, kindOf(e).word),
        h("td", {}, named(e.target)),
        h("td", {}, sentence(e, of(e.source), of(e.target))),
        h("td", {}, e.confidence === null ? "" : e.confidence.toFixed(2)),
        h("td", {}, [e.open ? `${of(e.target)}: ${e.open}` : "", e.open_source ? `${of(e.source)}: ${e.open_source}` : ""].filter(Boolean).join(" · ")))))),
    h("table", {},
      h("caption", {}, counted(nodes.length, "provision", "provisions")),
      h("thead", {}, h("tr", {}, ...["Provision", "Heading", "Kind", "Duty", "Summary"].map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, ...nodes.map((n) => h("tr", {},
        h("td", {}, named(n.id), n.focus ? " (focus)" : ""),
        h("td", {}, n.heading), h("td", {}, n.kind), h("td", {}, n.assessable ? "yes" : "no"), h("td", {}, n.summary))))));
}
