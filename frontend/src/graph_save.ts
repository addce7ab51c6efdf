// The graph as a file: PNG from the canvas, SVG from the places; title, version, disclaimer in both.

import type cytoscape from "cytoscape";
import { s } from "./dom";
import { KINDS, kindOf, type Drawing, type Kind } from "./graph_data";
import { LIGHT, mark, sizes, type Look } from "./graph_look";
import { offer } from "./save";
import { wrapped } from "./words";

const EDGE = 24; // around the picture
const LINE = 15;
const LARGEST = 8000; // pixels of a side, which every browser can still draw

export interface Titled {
  title: string;
  lines: string[];
  name: string;
  frameworks: Record<string, string>;
}

/** What must stand beside a picture that leaves the screen. */
export function titled(drawing: Drawing, title: string, shown: string): Titled {
  return {
    title,
    lines: [shown, `Data version ${drawing.version}. Licence CC BY 4.0. ${drawing.disclaimer}`],
    frameworks: drawing.frameworks,
    name: `aimsgraph-graph-${drawing.focus.replaceAll(/[^A-Za-z0-9.]+/g, "-")}`,
  };
}

type Sign = { word: string; wide: number; x: number; y: number; look?: Look; kind?: Kind };

/** What marks and lines mean, in rows that fit a width; of what the picture shows only. */
function legend(cy: cytoscape.Core, looks: Map<string, Look>, about: Titled, width: number): Sign[] {
  const shown = cy.elements(":visible");
  const has = (name: string, value: string): boolean => shown.some((one) => one.data(name) === value);
  const signs: Omit<Sign, "x" | "y">[] = [
    ...[...looks].filter(([key]) => has("framework", key)).map(([key, look]) => ({ word: about.frameworks[key] ?? key, wide: 20, look })),
    ...Object.entries(KINDS).filter(([key]) => has("kind", key)).map(([, kind]) => ({ word: `${kind.symbol} ${kind.word}`.trim(), wide: 36, kind })),
  ];
  let [x, y] = [0, 0];
  return signs.map((sign) => {
    const long = sign.wide + sign.word.length * 6.3 + 18;
    if (x && x + long > width) [x, y] = [0, y + LINE + 5];
    x += long;
    return { ...sign, x: x - long, y };
  });
}

function penLegend(pen: CanvasRenderingContext2D, signs: Sign[], left: number, top: number): void {
  for (const { word, wide, x, y, look, kind } of signs) {
    const [at, middle] = [left + x, top + y];
    pen.beginPath();
    pen.setLineDash([...(kind?.dash ?? [])]);
    if (look?.points.length) for (let i = 0; i < look.points.length; i += 2) pen.lineTo(at + 7 + (look.points[i] ?? 0) * 6, middle + (look.points[i + 1] ?? 0) * 6);
    else if (look) pen.arc(at + 7, middle, 6, 0, Math.PI * 2);
    pen.fillStyle = look?.colour ?? LIGHT.text;
    if (look) pen.fill();
    if (kind) {
      pen.strokeStyle = kind.structure ? LIGHT.rule : LIGHT.soft;
      pen.lineWidth = kind.width;
      pen.moveTo(at, middle);
      pen.lineTo(at + 28, middle);
      pen.stroke();
    }
    pen.fillStyle = LIGHT.text;
    pen.fillText(word, at + wide, middle + 4);
  }
  pen.setLineDash([]);
}

const svgLegend = (signs: Sign[], left: number, top: number): SVGElement[] => signs.flatMap(({ word, wide, x, y, look, kind }) => [
  ...(look ? [mark(look, left + x + 7, top + y, 12, true, LIGHT.background)] : []),
  ...(kind ? [s("line", { x1: left + x, y1: top + y, x2: left + x + 28, y2: top + y, stroke: kind.structure ? LIGHT.rule : LIGHT.soft, "stroke-width": kind.width, "stroke-dasharray": kind.dash.join(" ") || null })] : []),
  s("text", { x: left + x + wide, y: top + y + 4 }, word)]);

const deep = (signs: Sign[]): number => (signs.at(-1)?.y ?? 0) + LINE + 8;

export async function savePng(cy: cytoscape.Core, looks: Map<string, Look>, about: Titled): Promise<void> {
  const box = cy.elements(":visible").boundingBox();
  const scale = Math.min(2, LARGEST / Math.max(box.w, box.h, 1));
  const width = Math.max(box.w + EDGE * 2, 640);
  const signs = legend(cy, looks, about, width - EDGE * 2); // before the first wait, while all is shown as it is
  const blob = await cy.png({ output: "blob-promise", full: true, scale, bg: LIGHT.background });
  const image = await createImageBitmap(blob);
  const [title, foot] = [wrapped(about.title, width * 0.8), about.lines.flatMap((l) => wrapped(l, width - EDGE * 2))];
  const top = EDGE + title.length * 20 + 8;
  const height = top + image.height / scale + deep(signs) + foot.length * LINE + EDGE * 2;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(scale, scale);
  pen.fillStyle = LIGHT.background;
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, (width - image.width / scale) / 2, top, image.width / scale, image.height / scale);
  pen.fillStyle = LIGHT.text;
  pen.font = "bold 15px system-ui, sans-serif";
  title.forEach((line, i) => pen.fillText(line, EDGE, EDGE + 8 + i * 20));
  pen.font = "11px system-ui, sans-serif";
  foot.forEach((line, i) => pen.fillText(line, EDGE, height - EDGE - (foot.length - 1 - i) * LINE));
  penLegend(pen, signs, EDGE, height - EDGE - foot.length * LINE - deep(signs) + LINE);
  canvas.toBlob((made) => { if (made) offer(`${about.name}.png`, made); }, "image/png");
}

export function saveSvg(cy: cytoscape.Core, looks: Map<string, Look>, dense: boolean, about: Titled): void {
  offer(`${about.name}.svg`, new Blob([svgOf(cy, looks, dense, about)], { type: "image/svg+xml" }));
}

export function svgOf(cy: cytoscape.Core, looks: Map<string, Look>, dense: boolean, about: Titled): string {
  const shown = cy.elements(":visible");
  const box = shown.boundingBox();
  const width = Math.max(box.w + EDGE * 2, 640);
  const [title, foot] = [wrapped(about.title, width * 0.8), about.lines.flatMap((l) => wrapped(l, width - EDGE * 2))];
  const top = EDGE + title.length * 20;
  const signs = legend(cy, looks, about, width - EDGE * 2);
  const height = top + box.h + deep(signs) + foot.length * LINE + EDGE * 2;
  const [dx, dy] = [(width - box.w) / 2 - box.x1, top - box.y1];
  const page = s("svg", { xmlns: "http://www.w3.org/2000/svg", width: Math.ceil(width), height: Math.ceil(height), viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}` },
    s("style", {}, `text{font-family:system-ui,sans-serif;fill:${LIGHT.text};font-size:11px}`),
    s("rect", { width: "100%", height: "100%", fill: LIGHT.background }),
    ...title.map((line, i) => s("text", { x: EDGE, y: EDGE + 4 + i * 20, style: "font-size:15px;font-weight:bold" }, line)),
    s("g", { transform: `translate(${dx.toFixed(1)} ${dy.toFixed(1)})` },
      ...shown.edges().map((edge) => lineOf(edge)),
      ...shown.nodes().map((node) => nodeOf(node, looks, dense))),
    ...svgLegend(signs, EDGE, height - EDGE - foot.length * LINE - deep(signs) + LINE),
    ...foot.map((line, i) => s("text", { x: EDGE, y: height - EDGE - (foot.length - 1 - i) * LINE }, line)));
  return new XMLSerializer().serializeToString(page);
}

function lineOf(edge: cytoscape.EdgeSingular): SVGElement {
  const kind = kindOf({ kind: String(edge.data("kind")) });
  const [from, to, middle] = [edge.sourceEndpoint(), edge.targetEndpoint(), edge.midpoint()];
  const bend = (edge.controlPoints() as cytoscape.Position[] | undefined)?.[0];
  const colour = kind.structure ? LIGHT.rule : LIGHT.soft;
  const at = (p: cytoscape.Position): string => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`;
  const towards = bend ?? from;
  const angle = (Math.atan2(to.y - towards.y, to.x - towards.x) * 180) / Math.PI;
  const sign = String(edge.data("sign") ?? "");
  return s("g", {},
    s("title", {}, String(edge.data("words"))),
    s("path", { d: bend ? `M${at(from)} Q${at(bend)} ${at(to)}` : `M${at(from)} L${at(to)}`, fill: "none", stroke: colour, "stroke-width": kind.width, "stroke-dasharray": kind.dash.join(" ") || null, "stroke-linecap": kind.line === "dotted" ? "round" : null }),
    kind.arrow === "none" ? null : s("path", { d: kind.arrow === "vee" ? "M-7 -4 L0 0 L-7 4" : "M-9 -4.5 L0 0 L-9 4.5 Z", transform: `translate(${at(to)}) rotate(${angle.toFixed(1)})`, fill: kind.arrow === "vee" ? "none" : colour, stroke: colour }),
    sign ? s("text", { x: middle.x.toFixed(1), y: (middle.y + 4).toFixed(1), "text-anchor": "middle", style: "paint-order:stroke;stroke:#ffffff;stroke-width:4px" }, sign) : null);
}

function nodeOf(node: cytoscape.NodeSingular, looks: Map<string, Look>, dense: boolean): SVGElement {
  const { x, y } = node.position();
  const focus = node.hasClass("focus");
  const all = sizes(dense);
  const size = focus ? all.focus : node.hasClass("duty") ? all.duty : all.other;
  const look = looks.get(String(node.data("framework"))) ?? { number: 0, colour: LIGHT.soft, shape: "ellipse", points: [] };
  const lines = String(node.data("label")).split("\n").flatMap((line) => wrapped(line, dense ? 90 : 130));
  return s("g", {},
    s("title", {}, String(node.data("name"))),
    focus ? mark(look, x, y, size + 12, false, LIGHT.background, LIGHT.text) : null,
    mark(look, x, y, size, node.hasClass("duty"), LIGHT.background),
    ...lines.map((line, i) => s("text", { x: x.toFixed(1), y: (y + size / 2 + (focus ? 8 : 0) + (i + 1) * all.name * 1.15).toFixed(1), "text-anchor": "middle", style: `font-size:${all.name}px;paint-order:stroke;stroke:#ffffff;stroke-width:3px${focus ? ";font-weight:bold" : ""}` }, line)));
}
