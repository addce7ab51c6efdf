// How the graph looks: a shape and a colour for each framework, a line for each kind of edge.

import type cytoscape from "cytoscape";
import { s } from "./dom";
import { KINDS, type Drawing, type Kind } from "./graph_data";

export interface Theme {
  text: string;
  soft: string;
  background: string;
  primary: string;
  rule: string;
  font: string;
}

export const LIGHT: Theme = {
  text: "#14202b", soft: "#4d5a66", background: "#ffffff", primary: "#1c5d99", rule: "#9aa5b0", font: "system-ui, sans-serif",
};

/** Colours of the host as Streamlit set them; mixed ones are worked out, for a canvas knows no CSS. */
export function themeOf(host: Element): Theme {
  const css = getComputedStyle(host);
  const read = (name: string, otherwise: string): string => css.getPropertyValue(name).trim() || otherwise;
  const text = read("--st-text-color", LIGHT.text);
  const background = read("--st-background-color", LIGHT.background);
  return {
    text, background,
    primary: read("--st-primary-color", LIGHT.primary),
    soft: mixed(text, background, 0.75),
    rule: mixed(text, background, 0.42),
    font: css.fontFamily || LIGHT.font,
  };
}

function channels(colour: string): number[] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour);
  if (hex) return hex.slice(1).map((part) => Number.parseInt(part, 16));
  return (colour.match(/[\d.]+/g) ?? ["128", "128", "128"]).slice(0, 3).map(Number);
}

function mixed(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  return `rgb(${a.map((v, i) => Math.round(v * share + (b[i] ?? 0) * (1 - share))).join(",")})`;
}

/** Colours with a contrast of 3:1 or more against both the light and the dark ground. */
const COLOURS = ["#b5569a", "#2676bd", "#7d8c1a", "#d55e00", "#8a6d1f", "#00916a", "#7a68c8", "#c2405b", "#5f7d8c", "#2f8f9d"];

/** Shapes by cytoscape's names, with their corners between -1 and 1 for SVG; none for a circle. */
const SHAPES: [string, number[]][] = [
  ["tag", [-1, -1, 0.25, -1, 1, 0, 0.25, 1, -1, 1]],
  ["ellipse", []],
  ["triangle", [0, -1, 1, 0.9, -1, 0.9]],
  ["hexagon", [-0.5, -1, 0.5, -1, 1, 0, 0.5, 1, -0.5, 1, -1, 0]],
  ["vee", [-1, -1, 0, -0.33, 1, -1, 0, 1]],
  ["rectangle", [-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9]],
  ["diamond", [0, -1, 1, 0, 0, 1, -1, 0]],
  ["pentagon", [0, -1, 1, -0.25, 0.6, 1, -0.6, 1, -1, -0.25]],
  ["star", [0.0, -1.0, 0.29, -0.4, 0.95, -0.31, 0.48, 0.15, 0.59, 0.81, 0.0, 0.5, -0.59, 0.81, -0.48, 0.15, -0.95, -0.31, -0.29, -0.4]],
  ["rhomboid", [-1, -0.9, 0.33, -0.9, 1, 0.9, -0.33, 0.9]],
];

export interface Look {
  number: number;
  colour: string;
  shape: string;
  points: number[];
}

/** The look of each framework: the same in every drawing of one graph. */
export function looksOf(drawing: Drawing): Map<string, Look> {
  return new Map(Object.keys(drawing.frameworks).map((key, i) => {
    const [shape, points] = SHAPES[(i + Math.floor(i / COLOURS.length)) % SHAPES.length] as [string, number[]];
    return [key, { number: i, colour: COLOURS[i % COLOURS.length] as string, shape, points }];
  }));
}

/** A node as SVG: filled if it counts as a duty. */
export function mark(look: Look, x: number, y: number, size: number, filled: boolean, ground: string, ring = ""): SVGElement {
  const paint = { fill: filled ? look.colour : ground, stroke: ring || look.colour, "stroke-width": ring ? 3 : 2 };
  if (!look.points.length) return s("circle", { cx: x, cy: y, r: size / 2, ...paint });
  const corners = look.points.map((v, i) => (i % 2 ? y : x) + (v * size) / 2);
  return s("polygon", { points: corners.map((v) => v.toFixed(1)).join(" "), ...paint });
}

/** A small picture of a framework's mark for a button. */
export function swatch(look: Look): SVGElement {
  return s("svg", { width: 15, height: 15, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, mark(look, 0, 0, 14, true, "none"));
}

/** A small picture of a line for a button. */
export function stroke(kind: Kind): SVGElement {
  const colour = kind.structure ? "var(--line)" : "currentColor";
  return s("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
    s("line", { x1: 0, y1: 6, x2: kind.arrow === "none" ? 30 : 25, y2: 6, stroke: colour, "stroke-width": kind.width, "stroke-dasharray": kind.dash.join(" ") || null }),
    kind.arrow === "none" ? null : s("path", { d: kind.arrow === "vee" ? "M23 2 L29 6 L23 10" : "M23 1.5 L30 6 L23 10.5 Z", fill: kind.arrow === "vee" ? "none" : colour, stroke: colour }));
}

/** Widths of marks and of names in the drawing. */
export function sizes(dense: boolean): { focus: number; duty: number; other: number; name: number } {
  return dense ? { focus: 46, duty: 28, other: 21, name: 18 } : { focus: 34, duty: 22, other: 17, name: 11 };
}

/** The style of all elements; in a `dense` drawing marks and names are larger, for it is shown smaller. */
export function sheet(theme: Theme, looks: Map<string, Look>, dense: boolean): cytoscape.StylesheetJson {
  const size = sizes(dense);
  const blocks: { selector: string; style: Record<string, unknown> }[] = [
    { selector: "node", style: {
      label: "data(label)", width: size.other, height: size.other, color: theme.text, "font-family": theme.font, "font-size": size.name,
      "text-wrap": "wrap", "text-max-width": "118px", "text-valign": "bottom", "text-margin-y": 3, "line-height": 1.15, "min-zoomed-font-size": 5,
      "text-background-color": theme.background, "text-background-opacity": 0.86, "text-background-padding": "1px", "border-width": 2, "background-color": theme.background,
      "overlay-opacity": 0, "z-index": 2 } },
    { selector: "node.duty", style: { width: size.duty, height: size.duty } },
    { selector: "edge", style: {
      width: 2, "curve-style": "bezier", "control-point-step-size": 26, "line-color": theme.soft, "target-arrow-color": theme.soft, "arrow-scale": 0.9,
      "font-family": theme.font, "font-size": dense ? 15 : 14, color: theme.text, "text-background-color": theme.background, "text-background-opacity": 1,
      "text-background-padding": "1px", "min-zoomed-font-size": 6, "overlay-opacity": 0, "z-index": 1 } },
  ];
  for (const look of looks.values()) {
    const of = `node[look = ${look.number}]`;
    blocks.push({ selector: of, style: { "border-color": look.colour, shape: look.shape } });
    blocks.push({ selector: `${of}.duty`, style: { "background-color": look.colour } });
  }
  for (const [name, kind] of Object.entries(KINDS)) {
    blocks.push({ selector: `edge[kind = "${name}"]`, style: {
      width: kind.width, "target-arrow-shape": kind.arrow, "line-style": kind.dash.length ? "dashed" : "solid", ...(kind.dash.length ? { "line-dash-pattern": kind.dash } : {}),
      ...(kind.line === "dotted" ? { "line-cap": "round" } : {}),
      ...(kind.structure ? { "line-color": theme.rule, "target-arrow-color": theme.rule } : {}) } });
  }
  blocks.push(
    { selector: "edge.signed", style: { label: "data(sign)" } },
    { selector: "node.focus", style: { width: size.focus, height: size.focus, "border-width": 5, "outline-width": 3, "outline-color": theme.text, "outline-offset": 2, "text-margin-y": 8, "font-size": size.name + 3, "font-weight": "bold", "z-index": 5 } },
    { selector: "node.opened", style: { "border-style": "double", "border-width": 5 } },
    { selector: ".faded", style: { opacity: 0.28 } },
    { selector: "edge.near", style: { label: "data(words)", "line-color": theme.text, "target-arrow-color": theme.text, "z-index": 8 } },
    { selector: "node.selected", style: { "underlay-color": theme.primary, "underlay-opacity": 0.45, "underlay-padding": 7, "font-weight": "bold", "z-index": 9 } },
    { selector: ".hidden", style: { display: "none" } },
  );
  return blocks as unknown as cytoscape.StylesheetJson;
}
