// Pictures as files: SVG and PNG with title, scope, version and disclaimer in them.

import { s } from "./dom";
import type { Data } from "./data";
import { wrapped } from "./words";

const STYLE =
  "text{font-family:system-ui,sans-serif;fill:#14202b}.article{font-size:10.5px}.mark{text-anchor:middle;dominant-baseline:central}" +
  ".rule{stroke:#d8dee4}.faded{opacity:.15}.chapter{font:bold 11px system-ui,sans-serif;color:#14202b}.selected rect{stroke:#111;stroke-width:2}" +
  ".ribbon{fill:none}.axis{stroke:#98a4b0}";
const LINE = 15;

/** The picture with what must stand beside its numbers, on white. */
export function framed(data: Data, svg: SVGElement): string {
  const box = svg.getAttribute("viewBox")?.split(" ").map(Number) ?? [0, 0, 900, 600];
  const width = Math.max(box[2] ?? 900, 600);
  const height = box[3] ?? 600;
  const title = wrapped(data.picture.sentence.map((p) => p[0]).join(""), width * 0.85);
  const { about } = data.picture;
  const foot = wrapped(`Scope: ${about["scope"]}. Editions: ${about["editions"]}. Data version ${about["data version"]}. Licence CC BY 4.0. ${about["disclaimer"]}`, width);
  const top = title.length * (LINE + 4) + 14;
  const whole = top + height + foot.length * LINE + 24;
  const inner = svg.cloneNode(true) as SVGElement;
  inner.setAttribute("x", "0");
  inner.setAttribute("y", String(top));
  inner.removeAttribute("tabindex");
  const page = s("svg", { xmlns: "http://www.w3.org/2000/svg", width: width + 32, height: whole, viewBox: `-16 0 ${width + 32} ${whole}` },
    s("style", {}, STYLE),
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
