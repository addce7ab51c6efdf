// What a query found: a table with links to the reader, a yes or no, triples, or what is wrong.

import * as address from "./address";
import { h, put } from "./dom";
import type { Answer, Rows } from "./query";

const STEP = 200; // rows that are drawn at once
const SHORT = 14; // letters of a cell that is never broken
const LONG = 60; // letters of a cell that wants room
const UNBROKEN = /\S{34}/; // a word that must be broken to fit

const count = (n: number, one: string): string => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;

/** Number of rows or triples, and what was left out, in words. */
export function counted(answer: Answer): string {
  if (answer.kind === "fault") return "Not answered";
  const time = answer.seconds >= 0.01 ? ` in ${answer.seconds} s` : "";
  if (answer.kind === "ask") return `Answered${time}`;
  if (answer.kind === "graph") return `${count(answer.rows, "triple")}${time}`;
  const listed = answer.listed.length < answer.rows ? `, the first ${answer.listed.length.toLocaleString("en")} listed here` : "";
  return `${count(answer.rows, "row")}${time}${listed}`;
}

function looks(text: string, number: boolean | undefined): string {
  const size = text.length <= SHORT ? "short" : text.length > LONG ? "long" : "";
  return `${size}${number ? " number" : ""}${UNBROKEN.test(text) ? " broken" : ""}`;
}

function table(answer: Rows): HTMLElement {
  const body = h("tbody");
  const more = h("div", { class: "more" });
  let drawn = 0;

  function link(curie: string): HTMLElement {
    const query = address.carried({ id: curie });
    return h("a", {
      href: address.href("provision", query), title: answer.links[curie],
      click: (event) => {
        if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        address.go("provision", query);
      },
    }, curie);
  }

  function draw(): void {
    const next = answer.listed.slice(drawn, drawn + STEP);
    drawn += next.length;
    body.append(...next.map((row) => h("tr", {}, ...row.map((text, i) =>
      h("td", { class: looks(text, answer.numbers[i]) }, text in answer.links ? link(text) : text)))));
    const left = answer.listed.length - drawn;
    put(more, left > 0 ? h("button", { type: "button", class: "link", click: draw }, `Show ${Math.min(STEP, left)} more of the ${count(left, "row")} that follow`) : null,
      !left && answer.rows > drawn ? `The first ${count(drawn, "row")} of ${answer.rows.toLocaleString("en")} are listed here; the files have all.` : null);
  }

  draw();
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Result rows" },
    h("table", {},
      h("thead", {}, h("tr", {}, ...answer.columns.map((name, i) => h("th", { scope: "col", class: answer.numbers[i] ? "number" : "" }, name)))),
      body),
    more);
}

function empty(answer: Answer): boolean {
  return (answer.kind === "select" || answer.kind === "graph") && answer.rows === 0;
}

export function shown(answer: Answer): HTMLElement {
  if (answer.kind === "fault") return h("div", { class: "fault", role: "alert" }, answer.words);
  const parts: (HTMLElement | null)[] = [answer.note ? h("p", { class: "note warn", role: "status" }, answer.note) : null];
  if (empty(answer)) {
    const what = answer.kind === "graph" ? "No triple." : "No row.";
    parts.push(h("p", { class: "none" }, `${what} Nothing recorded is an answer too${answer.hints.length ? "; the hints below may help" : ""}.`));
  }
  const hints = answer.hints.length ? h("ul", { class: "hints" }, ...answer.hints.map((hint) => h("li", {}, hint))) : null;
  if (answer.kind === "ask") parts.push(h("p", { class: "yes" }, answer.yes ? "Yes" : "No"), hints);
  else if (answer.kind === "graph")
    parts.push(hints, answer.rows ? h("pre", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Triples" }, answer.text) : null,
      answer.cut ? h("p", { class: "note warn" }, `Only the first ${count(answer.text.length, "character")} are shown; the files have all.`) : null);
  else parts.push(hints, answer.rows ? table(answer) : null);
  return h("div", { class: "found" }, ...parts);
}
