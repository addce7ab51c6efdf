// Pictures as files: SVG and PNG with title, scope, version and disclaimer in them.

import { h, s } from "./dom";
import type { Data } from "./data";
import { wrapped } from "./words";

// The looks of the page in the light, whatever it wears now.
const LIGHT = {
  "--st-text-color": "#14202b", "--st-background-color": "#ffffff", "--st-secondary-background-color": "#eef2f6",
  "--st-primary-color": "#1c5d99", "--rule": "#d8dee4", "--soft": "#4a5866",
};
const INHERITED = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "visibility"];
const OWN: Record<string, string> = { opacity: "1", "dominant-baseline": "auto" };
const LINE = 15;

/** A copy that carries its looks itself, for programs that know nothing of our style sheet. */
function dressed(svg: SVGElement): SVGElement {
  const copy = svg.cloneNode(true) as SVGElement;
  const stage = h("div", { style: Object.entries(LIGHT).map(([k, v]) => `${k}:${v}`).join(";") }, copy);
  svg.parentElement?.append(stage);
  const looks = [copy, ...copy.querySelectorAll("*")].map((one) => [one, getComputedStyle(one)] as const);
  const found = looks.map(([one, look]): [Element, [string, string][]] => {
    const above = one === copy || !one.parentElement ? null : getComputedStyle(one.parentElement);
    return [one, [
      ...INHERITED.filter((name) => look.getPropertyValue(name) !== above?.getPropertyValue(name)),
      ...Object.keys(OWN).filter((name) => look.getPropertyValue(name) !== OWN[name]),
    ].map((name) => [name, look.getPropertyValue(name).replace(/^rgba\(.*, 0\)$/, "none")])];
  });
  for (const [one, values] of found) for (const [name, value] of values) one.setAttribute(name, value);
  for (const one of copy.querySelectorAll("[style]")) one.removeAttribute("style");
  stage.remove();
  return copy;
}

/** The picture with what must stand beside its numbers, on white. */
export function framed(data: Data, svg: SVGElement): string {
  const box = svg.getAttribute("viewBox")?.split(" ").map(Number) ?? [0, 0, 900, 600];
  const width = Math.max(box[2] ?? 900, 600);
  const height = box[3] ?? 600;
  const title = wrapped(data.picture.sentence.map((p) => p[0]).join(""), width * 0.72);
  const { about } = data.picture;
  const foot = wrapped(`${svg.dataset["note"] ?? ""} Scope: ${about["scope"]}. Editions: ${about["editions"]}. Data version ${about["data version"]}. Licence CC BY 4.0. ${about["disclaimer"]}`, width);
  const top = title.length * (LINE + 4) + 14;
  const whole = top + height + foot.length * LINE + 24;
  const inner = dressed(svg);
  inner.setAttribute("overflow", "visible");
  inner.setAttribute("x", "0");
  inner.setAttribute("y", String(top));
  inner.removeAttribute("tabindex");
  const page = s("svg", { xmlns: "http://www.w3.org/2000/svg", width: width + 32, height: whole, viewBox: `-16 0 ${width + 32} ${whole}`, "font-family": "'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif", fill: "#14202b" },
    s("rect", { x: -16, y: 0, width: width + 32, height: whole, fill: "#ffffff" }),
    ...title.map((line, i) => s("text", { x: 0, y: 20 + i * (LINE + 4), "font-size": 15, "font-weight": "bold" }, line)),
    inner,
    ...foot.map((line, i) => s("text", { x: 0, y: top + height + 18 + i * LINE, "font-size": 11 }, line)));
  return new XMLSerializer().serializeToString(page);
}

export function offer(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveSvg(data: Data, svg: SVGElement, name: string): void {
  offer(`${name}.svg`, new Blob([framed(data, svg)], { type: "image/svg+xml" }));
}

export function savePng(data: Data, svg: SVGElement, name: string): void {
  const text = framed(data, svg);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => { if (blob) offer(`${name}.png`, blob); }, "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

/** A file that Python wrote. */
export function saveFile(file: { name: string; type: string; base64: string }): void {
  const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
  offer(file.name, new Blob([bytes], { type: file.type }));
}
