// The SPARQL page: named questions, a text to change, and what was found, all on one screen.

import { code } from "./code";
import { counted, shown } from "./answer";
import { h, put } from "./dom";
import style from "./editor.css";
import { parameters, questionList } from "./questions";
import type { Data, Question } from "./query";
import { saveFile } from "./save";
import type { Send } from "./store";

interface Component {
  parentElement: ShadowRoot | HTMLElement;
  data: Data;
  setTriggerValue: Send;
}

const mounted = new WeakMap<object, (data: Data) => void>();
const TICK = 1000;
const OURS = /^(q|query|inferred|q\..*)$/;

export default function editor({ parentElement, data, setTriggerValue }: Component): void {
  const before = mounted.get(parentElement);
  if (before) {
    before(data);
    return;
  }
  let now = data;
  let turn = "";
  let file = data.file?.turn ?? 0;
  let bound: { question: Question; text: string } | null = null; // what the text was when it was a question's
  let params: Record<string, string> = {};
  let own = data.own;
  let sent: string | null = null; // text that waits for its answer
  let answered: string | null = null; // text that the shown answer is of
  let timer = 0;
  let named = ""; // the question that the heading shows

  const head = h("div", { class: "asked" });
  const state = h("span", { class: "state", role: "status" });
  const later = h("span", { class: "fine", hidden: true }, "The query has changed since.");
  const files = h("span", { class: "files" });
  const answer = h("section", { class: "answer", "aria-label": "Answer" });
  const inferred = h("input", { type: "checkbox", checked: data.inferred }) as HTMLInputElement;
  const toggle = h("label", { class: "check" }, inferred, "with what is inferred");
  const narrow = h("details", { class: "fold" }, h("summary", {}, "Named questions"));
  const run = h("button", { type: "button", class: "run", click: ask }, "Run", h("kbd", {}, /Mac/.test(navigator.platform) ? "⌘ Enter" : "Ctrl Enter"));
  const copied = h("span", { class: "copied", role: "status" });
  const root = parentElement instanceof ShadowRoot ? parentElement : document;
  const text = code(root, data.index, ask, () => {
    drawHead();
    later.hidden = answered === null || answered === text.text();
  });
  const list = questionList(data.questions, choose);

  /** The question whose text stands unchanged in the editor. */
  function question(): Question | null {
    return bound && bound.text === text.text() ? bound.question : null;
  }

  function choose(name: string): void {
    if (!question()) own = text.text();
    narrow.removeAttribute("open");
    const found = now.questions.find((q) => q.name === name);
    if (!found) {
      bound = null;
      text.set(own);
      drawHead();
      drawAnswer("Not run yet");
      text.focus();
      return;
    }
    params = { ...now.defaults[name] };
    bound = { question: found, text: found.text };
    text.set(found.text);
    drawHead();
    ask();
  }

  function ask(): void {
    const asked = question();
    sent = text.text();
    text.mark(null);
    setTriggerValue("ask", asked ? { name: asked.name, params } : { text: sent, inferred: inferred.checked });
    const start = Date.now();
    clearInterval(timer);
    const tick = (): void => {
      state.textContent = `Running… ${Math.round((Date.now() - start) / TICK)} of at most ${now.seconds} s`;
    };
    timer = window.setInterval(tick, TICK);
    state.textContent = "Running…";
    answer.classList.add("waiting");
  }

  function drawHead(): void {
    const asked = question();
    const key = asked ? `${asked.name} ${JSON.stringify(params)}` : `own ${bound?.question.name}`;
    list.choose(asked?.name ?? "");
    toggle.hidden = asked !== null;
    if (key === named) return;
    named = key;
    if (asked) {
      put(head, h("h2", {}, asked.title), h("p", {}, asked.question),
        asked.params.length ? parameters(asked, params, now.index, (name, value) => {
          params = { ...params, [name]: value };
          ask();
        }) : null);
      return;
    }
    const from = bound;
    put(head, h("h2", {}, "A query of your own"),
      from ? h("p", {}, `Changed from “${from.question.title}”. `, h("button", { type: "button", class: "link", click: () => { own = text.text(); text.set(from.text); } }, "Put it back"))
        : h("p", {}, "SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the graph need no declaration."));
  }

  function drawAnswer(words: string): void {
    clearInterval(timer);
    answer.classList.remove("waiting");
    state.textContent = words;
    answered = null;
    later.hidden = true;
    put(files);
    put(answer);
  }

  function apply(next: Data): void {
    turn = next.turn;
    const found = next.questions.find((q) => q.name === next.name) ?? null;
    const typed = sent !== null && text.text() !== sent;
    sent = null;
    bound = found ? { question: found, text: next.text } : typed || !bound || bound.question.text === next.text ? null : bound;
    params = { ...next.params };
    if (!found) own = next.text;
    if (!typed) text.set(next.text);
    inferred.checked = next.inferred;
    drawHead();
    if (!next.answer) {
      drawAnswer("Not run yet: a query that comes with a link runs only when you say so.");
      return;
    }
    drawAnswer(counted(next.answer));
    answered = next.text;
    later.hidden = !typed;
    text.mark(next.answer.kind === "fault" && !typed ? next.answer : null);
    put(answer, shown(next.answer));
    if (next.answer.kind !== "fault")
      put(files, "Save: ", ...next.answer.files.map(([ending, label]) =>
        h("button", { type: "button", class: "link", click: () => setTriggerValue("save", ending) }, label)));
  }

  function show(next: Data): void {
    now = next;
    if (next.file && next.file.turn !== file) {
      file = next.file.turn;
      saveFile(next.file);
    }
    if (next.turn !== turn) apply(next);
  }

  async function copy(): Promise<void> {
    const asked = question();
    if (!asked && text.text().length > now.longest) {
      put(copied, `Too long for a link, which takes ${now.longest.toLocaleString("en")} characters.`);
      return;
    }
    const url = new URL(location.href);
    for (const name of [...url.searchParams.keys()]) if (OURS.test(name)) url.searchParams.delete(name);
    if (asked) {
      url.searchParams.set("q", asked.name);
      for (const [name, value] of Object.entries(params))
        if (value !== now.defaults[asked.name]?.[name]) url.searchParams.set(`q.${name}`, value);
    } else {
      url.searchParams.set("query", text.text());
      if (!inferred.checked) url.searchParams.set("inferred", "no");
    }
    try {
      await navigator.clipboard.writeText(url.href);
      put(copied, "Link copied.");
    } catch {
      const field = h("input", { type: "text", readonly: true, value: url.href, "aria-label": "Link to this query" }) as HTMLInputElement;
      put(copied, field);
      field.select();
    }
  }

  const help = h("details", { class: "help" }, h("summary", {}, "Help and limits"),
    h("div", {},
      h("p", {}, "Control or Command with Enter runs the query. Control and Space completes a name: type part of an id or of a heading. Tab leaves the editor."),
      h("p", {}, data.limits),
      h("p", {}, `Completed are all classes, properties and concepts, and articles, clauses, controls and the like; paragraphs, points and recitals are written by hand.${data.index.left ? ` ${data.index.left} more provisions are not completed.` : ""}`),
      h("h3", {}, "Prefixes that need no declaration"),
      h("pre", { tabindex: "0" }, data.index.prefixes.map(([name, iri]) => `PREFIX ${name}: <${iri}>`).join("\n"))));

  const wide = matchMedia("(min-width: 901px)");
  const side = h("div", { class: "side" });
  const place = (): void => {
    narrow.append(list.node);
    put(side, wide.matches ? list.node : narrow);
  };
  wide.addEventListener("change", place);
  place();

  const page = h("section", {
    class: "query", "aria-label": "SPARQL",
    keydown: (event) => {
      // letters typed here are no shortcuts of the page around
      const { ctrlKey, metaKey, altKey } = event as KeyboardEvent;
      if (!ctrlKey && !metaKey && !altKey) event.stopPropagation();
    },
  },
  side,
  h("div", { class: "work" }, head, text.node,
    h("div", { class: "tools" }, run, toggle, h("button", { type: "button", class: "link", click: () => void copy() }, "Copy link"), copied, help),
    h("div", { class: "bar" }, state, later, files),
    answer));
  put(parentElement, h("style", {}, style), page);
  apply(data);
  mounted.set(parentElement, show);
}
