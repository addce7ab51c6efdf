// Which held frameworks stand left and right of what is needed, and which are not drawn.

import type { Picture } from "./data";
import { h } from "./dom";
import { counted } from "./graph_data";

export interface Sides {
  drawn: string[]; // left, then right; one alone stands at the left
  rest: string[];
  unknown: string[];
}

/** The sides that the address asks for, or the first two that are held. */
export function sidesOf(have: string[], asked: string): Sides {
  const names = [...new Set(asked.split(",").filter(Boolean))];
  const known = names.filter((key) => have.includes(key)).slice(0, 2);
  const drawn = known.length ? known : have.slice(0, 2);
  return { drawn, rest: have.filter((key) => !drawn.includes(key)), unknown: names.filter((key) => !have.includes(key)) };
}

/** What is drawn and what is not, in words for a saved picture. */
export function drawnNote(picture: Picture, { rest }: Sides): string {
  return rest.length ? `Also held, not drawn: ${rest.map((key) => picture.labels[key] ?? key).join(", ")}.` : "";
}

/** Choices of both sides, and what is held besides; nothing where all that is held is drawn. */
export function chooser(picture: Picture, sides: Sides, counts: Map<string, number>, choose: (sides: string[]) => void): HTMLElement | null {
  const [left = "", right = ""] = sides.drawn;
  if (!sides.rest.length && !sides.unknown.length) return null;
  const label = (key: string): string => picture.labels[key] ?? key;
  const select = (name: string, now: string, keys: string[], pick: (key: string) => void): HTMLElement =>
    h("label", { class: "key" }, name,
      h("select", { "data-side": name, "aria-label": `Framework at the ${name.toLowerCase()}`, change: (event) => pick((event.target as HTMLSelectElement).value) },
        ...keys.map((key) => h("option", { value: key, selected: key === now }, key ? label(key) : "nothing"))));
  return h("div", { class: "legend" },
    select("Left", left, picture.have, (key) => choose(key === right ? [right, left] : [key, right])),
    select("Right", right, [...picture.have.filter((key) => key !== left), ""], (key) => choose([left, key])),
    sides.rest.length ? h("span", {}, "Also held, not drawn:", ...sides.rest.flatMap((key) => [" ",
      h("button", { type: "button", class: "link", title: right ? `Draw it in place of ${label(right)}` : "Draw it at the right", click: () => choose([left, key]) },
        `${label(key)} (${counted(counts.get(key) ?? 0, "row", "rows")})`)])) : null,
    sides.unknown.length ? h("span", { class: "warn", role: "status" }, `The address asks for ${sides.unknown.join(", ")}, which you do not hold: choose here, or add it at the left.`) : null);
}
