// The way through: links to the pages that carry the profile along, and one search for everything.

import * as address from "./address";
import { h, put } from "./dom";
import type { Send } from "./store";
import style from "./frame.css";

interface Found {
  page: string;
  query: Record<string, string>;
  title: string;
  sub: string;
}

interface Data {
  pages: [string, string][];
  at: string;
  said: string;
  hits: Found[];
  turn: number;
}

interface Component {
  parentElement: ShadowRoot | HTMLElement;
  data: Data;
  setTriggerValue: Send;
}

interface Mounted {
  show: (data: Data) => void;
}

const mounted = new WeakMap<object, Mounted>();
const WAIT = 120; // milliseconds of rest before what was typed is looked up

export default function frame({ parentElement, data, setTriggerValue }: Component): () => void {
  const before = mounted.get(parentElement);
  if (before) {
    before.show(data);
    return () => undefined;
  }
  let now = data;
  let chosen = 0;
  let timer = 0;
  const list = h("ul", { class: "hits", role: "listbox", id: "hits", "aria-label": "Found" });
  const state = h("p", { class: "fine", role: "status" });
  const input = h("input", {
    type: "search", placeholder: "Article, control, words, FRIA, or a pair: 10 A.7.4", "aria-label": "Search everything",
    role: "combobox", "aria-expanded": "true", "aria-controls": "hits", autocomplete: "off", spellcheck: "false",
    input: () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setTriggerValue("find", (input as HTMLInputElement).value), WAIT);
    },
    keydown: (event) => keys(event as KeyboardEvent),
  }) as HTMLInputElement;
  const dialog = h("dialog", { "aria-label": "Search" }, input, state, list) as HTMLDialogElement;
  const nav = h("nav", { "aria-label": "Pages" });

  function open(): void {
    if (!dialog.open) dialog.showModal();
    input.select();
  }

  function take(hit: Found | undefined): void {
    if (!hit) return;
    dialog.close();
    address.go(hit.page, { ...address.carried(), ...hit.query });
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = Math.max(0, Math.min(now.hits.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
      drawHits();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (input.value.trim() === now.said) take(now.hits[chosen]);
      else {
        clearTimeout(timer);
        setTriggerValue("find", `${input.value}\n`);
      }
    }
  }

  function drawHits(): void {
    put(list, ...now.hits.map((hit, i) =>
      h("li", { role: "option", id: `hit-${i}`, "aria-selected": String(i === chosen), click: () => take(hit) },
        h("b", {}, hit.title), h("span", {}, hit.sub))));
    if (now.hits.length) input.setAttribute("aria-activedescendant", `hit-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    state.textContent = now.said && !now.hits.length ? `Nothing is found for ${now.said}. Try fewer words, or a notation such as Art. 9(2) or A.8.15.` : "";
  }

  function drawNav(): void {
    put(nav, h("ul", {}, ...now.pages.map(([page, title]) =>
      h("li", {}, h("a", {
        href: address.href(page, address.carried()),
        "aria-current": page === now.at ? "page" : null,
        click: (event) => {
          if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
          event.preventDefault();
          address.go(page, address.carried());
        },
      }, title)))));
  }

  function show(next: Data): void {
    if (next.turn !== now.turn) chosen = 0;
    const enter = next.turn !== now.turn && next.said.length > 0 && next.hits.length === 1;
    now = next;
    drawNav();
    drawHits();
    if (enter && dialog.open && entered) take(now.hits[0]);
    entered = false;
  }

  let entered = false;
  input.addEventListener("keydown", (event) => { entered = event.key === "Enter"; });

  function shortcut(event: KeyboardEvent): void {
    const target = event.composedPath()[0] as HTMLElement;
    const typing = /^(input|textarea|select)$/i.test(target.tagName) || target.isContentEditable;
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      event.preventDefault();
      open();
    }
  }
  document.addEventListener("keydown", shortcut);

  put(parentElement, h("style", {}, style),
    h("div", { class: "brand" }, h("span", { class: "logo", "aria-hidden": "true" }, ...["#0b3c6f", "#8fc0e2", "#f6c57c", "#c44f04"].map((c) => h("i", { style: `background:${c}` }))), "aimsgraph"),
    h("button", { type: "button", class: "find", click: open }, "Search", h("kbd", {}, "/")),
    nav, dialog);
  drawNav();
  drawHits();
  mounted.set(parentElement, { show });
  return () => {
    document.removeEventListener("keydown", shortcut);
    mounted.delete(parentElement);
  };
}
