// Words and looks that the parts of the screen share.

import { h } from "./dom";
import type { Data, Duty, Look, Name, Picture } from "./data";

export const VERDICTS = ["reuse", "extend", "add", "start from", "build", "judge"];
export const STATES = ["full", "partial", "none", "lead", "unmapped"];
export const MARKS: Record<string, string> = { met: "●", "in kind": "◐", begun: "◔", open: "○" };
export const GAPS: Record<string, string> = {
  scope: "wider scope",
  content: "new content",
  recipient: "another recipient",
  time: "a time or period",
  form: "another form",
};

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December",
];

/** A day as people write it: 2 December 2027. */
export function day(iso: string, short = false): string {
  const [year, month, date] = iso.split("-").map(Number);
  const name = MONTHS[(month ?? 1) - 1] ?? "";
  return `${date} ${short ? name.slice(0, 3) : name} ${year}`;
}

/** The first day on which a duty applies; empty where none is recorded. */
export function first(duty: Duty): string {
  return duty.dates[0]?.d ?? "";
}

export function called(name: Name | undefined, id: string): string {
  return name ? `${name.n}${name.h ? ` ${name.h}` : ""}` : id;
}

export function framework(picture: Picture, name: Name | undefined): string {
  return name ? (picture.labels[name.f] ?? name.f) : "";
}

/** A word with its mark on its colour. */
export function chip(look: Look | undefined, word: string): HTMLElement {
  return h(
    "span",
    { class: "chip", style: look ? `background:${look.colour};color:${look.ink}` : "", title: look?.words },
    look ? `${look.symbol} ${word}` : word,
  );
}

export function tag(word: string, title = ""): HTMLElement {
  return h("span", { class: "tag", title }, word);
}

export function looks(data: Data, by: string): Record<string, Look> {
  return by === "state" ? data.looks.state : data.looks.verdict;
}

const LETTERS = 0.16; // letters to a pixel, for text of 11 to 12 pixels

/** A text in lines that fit a width in pixels; SVG does not break lines by itself. */
export function wrapped(text: string, width: number): string[] {
  const most = Math.max(8, Math.floor(width * LETTERS));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > most) {
      lines.push(line);
      line = "";
    }
    line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

/** A text cut to a number of letters, with dots where something is missing. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1)).trimEnd()}…` : text;
}
