// The named questions: a list that is narrowed as one types, and the parameters of the one chosen.

import { h, put } from "./dom";
import type { Index, Param, Question } from "./query";

export interface QuestionList {
  node: HTMLElement;
  choose: (name: string) => void;
}

/** Whether every word that is looked for stands in a question. */
function meets(question: Question, words: string[]): boolean {
  const text = `${question.title} ${question.question} ${question.name} ${question.params.map((p) => p.help).join(" ")}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export function questionList(questions: Question[], take: (name: string) => void): QuestionList {
  let chosen = "";
  const list = h("ul", { class: "questions", "aria-label": "Named questions" });
  const state = h("p", { class: "fine", role: "status" });
  const filter = h("input", {
    type: "search", placeholder: `Find among ${questions.length} questions`, "aria-label": "Find a named question", autocomplete: "off", spellcheck: "false",
    input: () => draw(),
    keydown: (event) => {
      const { key } = event as KeyboardEvent;
      const first = list.querySelector("button");
      if (key === "ArrowDown") first?.focus();
      else if (key === "Enter") first?.click();
      else return;
      event.preventDefault();
    },
  }) as HTMLInputElement;

  function walk(event: Event): void {
    const { key } = event as KeyboardEvent;
    const all = [...list.querySelectorAll("button")];
    const at = all.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[key];
    if (next === undefined && !(key === "ArrowUp" && at === 0)) return;
    event.preventDefault();
    (next ?? filter).focus();
  }

  function entry(name: string, title: string, text: string, tabbable: boolean): HTMLElement {
    return h("li", {}, h("button", {
      type: "button", "aria-current": name === chosen ? "true" : null, tabindex: tabbable ? "0" : "-1", "data-name": name, click: () => take(name), keydown: walk,
    }, h("b", {}, title), h("span", {}, text)));
  }

  function draw(): void {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = questions.filter((q) => meets(q, words));
    const all: [string, string, string][] = [
      ...(words.length ? [] : [["", "A query of your own", "Write SPARQL, with completion of every name in the graph."] as [string, string, string]]),
      ...found.map((q): [string, string, string] => [q.name, q.title, q.question]),
    ];
    const tabbable = Math.max(0, all.findIndex(([name]) => name === chosen));
    put(list, ...all.map(([name, title, text], i) => entry(name, title, text, i === tabbable)));
    state.textContent = found.length ? "" : "No question has all these words. Try fewer, or write a query of your own.";
  }

  draw();
  return {
    node: h("div", { class: "list" }, filter, state, list),
    choose: (name) => {
      if (name === chosen && list.firstChild) return;
      chosen = name;
      draw();
      list.querySelector<HTMLElement>('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
    },
  };
}

function input(param: Param, value: string, changed: (value: string) => void): HTMLElement {
  const kinds: Record<string, string> = { date: "date" };
  return h("input", {
    type: kinds[param.kind] ?? "text", value, class: param.kind, spellcheck: "false", autocomplete: "off",
    inputmode: param.kind === "number" ? "decimal" : null, list: param.kind === "provision" ? "provisions" : null,
    change: (event) => changed((event.target as HTMLInputElement).value.trim()),
  });
}

/** The parameters of a question; a change asks again. */
export function parameters(
  question: Question, values: Record<string, string>, index: Index, changed: (name: string, value: string) => void,
): HTMLElement {
  const some = question.params.some((p) => p.kind === "provision");
  return h("div", { class: "params" },
    ...question.params.map((param) => h("label", {}, h("span", {}, param.help),
      param.options.length
        ? h("select", { change: (event) => changed(param.name, (event.target as HTMLSelectElement).value) },
          ...param.options.map(([key, label]) => h("option", { value: key, selected: key === values[param.name] }, label)))
        : input(param, values[param.name] ?? "", (value) => changed(param.name, value)))),
    some ? h("datalist", { id: "provisions" }, ...index.terms.filter(([, kind]) => kind === "provision").map(([name, , label]) => h("option", { value: name }, label))) : null);
}
