// The text of a query: colours, completion of the graph's own names, and a mark where it is wrong.

import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { h } from "./dom";
import type { Fault, Index } from "./query";

const KEYWORDS = (
  "SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT PREFIX GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES AS EXISTS NOT IN " +
  "GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG DATATYPE BOUND IRI IF " +
  "COALESCE CONTAINS STRSTARTS STRENDS STRLEN SUBSTR LCASE UCASE REPLACE REGEX CONCAT YEAR MONTH DAY UNDEF true false"
).split(" ");
const ORDER = ["prefix", "keyword", "property", "class", "framework", "concept", "provision"];
const MOST = 150; // names that are offered at once; a further letter narrows them
const LEAST = 2; // letters of a bare word before names of the graph are offered

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool], color: "var(--st-violet-text-color)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--st-orange-text-color)" },
  { tag: [tags.string, tags.integer, tags.float, tags.annotation, tags.typeName], color: "var(--st-green-text-color)" },
  { tag: [tags.namespace, tags.url], color: "var(--st-link-color)" },
  { tag: tags.comment, color: "color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color))", fontStyle: "italic" },
]);

function variables(text: string): Completion[] {
  return [...new Set(text.match(/[?$]\w+/g) ?? [])].map((label) => ({ label, type: "variable" }));
}

interface Name extends Completion {
  name: string; // as it is looked for, in small letters
  words: string[]; // of what people call it
}

/** How well a name fits what was typed: by its beginning, by a word of its label, in the middle, or not (4). */
function fit(one: Name, typed: string): number {
  if (one.name.startsWith(typed)) return 0;
  if (one.name.includes(`:${typed}`)) return 1;
  if (one.words.some((word) => word.startsWith(typed))) return 2;
  return one.name.includes(typed) ? 3 : 4;
}

function completions(index: Index): (context: CompletionContext) => CompletionResult | null {
  const name = (label: string, type: string, detail = "", info = ""): Name => ({
    label, type, name: label.toLowerCase(), words: detail.toLowerCase().split(/[^\p{L}\p{N}]+/u),
    ...(detail ? { detail } : {}), ...(info ? { info } : {}),
  });
  const short = [...index.prefixes.map(([prefix, iri]) => ({ ...name(`${prefix}:`, "prefix"), detail: iri })), ...KEYWORDS.map((word) => name(word, "keyword"))];
  const terms = index.terms.map(([label, kind, called, comment]) => name(label, kind, called, comment));
  const rank = (one: Name): number => ORDER.indexOf(one.type ?? "");
  return (context) => {
    const around = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (/Comment|String|IriRef/i.test(around)) return null;
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const others = variables(context.state.doc.toString()).filter((v) => v.label !== variable.text);
      return { from: variable.from, options: others, validFor: /^[?$]\w*$/ };
    }
    const word = context.matchBefore(/[A-Za-z_][\w-]*(:[\w.-]*)?/);
    if (!word && !context.explicit) return null;
    const typed = (word?.text ?? "").toLowerCase();
    const among = typed.includes(":") || typed.length < LEAST && !context.explicit ? [] : short;
    const found = [...among, ...(typed.length < LEAST && !context.explicit ? short : terms)]
      .map((one) => ({ one, score: fit(one, typed) }))
      .filter(({ score }) => score < (typed.includes(":") ? 1 : 4))
      .sort((a, b) => a.score - b.score || rank(a.one) - rank(b.one));
    if (found.length === 1 && found[0]?.one.label === word?.text) return null;
    return { from: word?.from ?? context.pos, options: found.slice(0, MOST).map(({ one }) => one), filter: false };
  };
}

const LOOK = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--st-background-color)", color: "var(--st-text-color)", fontSize: "13px" },
  ".cm-scroller": { overflow: "auto", fontFamily: "var(--st-code-font), ui-monospace, monospace", lineHeight: "1.45" },
  ".cm-content": { caretColor: "var(--st-text-color)", padding: "6px 0" },
  "&.cm-focused": { outline: "none" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--st-text-color)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--st-primary-color) 7%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--st-primary-color) 28%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--st-primary-color) 30%, transparent)" },
  ".cm-gutters": { backgroundColor: "var(--st-secondary-background-color)", color: "color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color))", border: "0" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-lint-marker": { width: "11px", height: "11px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy #d1342f 1.5px", textUnderlineOffset: "3px", backgroundColor: "color-mix(in srgb, #d1342f 20%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--st-background-color)", color: "var(--st-text-color)", border: "1px solid color-mix(in srgb, var(--st-text-color) 30%, transparent)", borderRadius: "6px", boxShadow: "0 4px 14px rgb(0 0 0 / 20%)", fontFamily: "var(--st-font), system-ui, sans-serif" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--st-font), system-ui, sans-serif", fontSize: "12.5px", maxHeight: "15em", maxWidth: "min(620px, 88vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", display: "flex", gap: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "color-mix(in srgb, var(--st-primary-color) 24%, var(--st-background-color))", color: "var(--st-text-color)" },
  ".cm-completionLabel": { fontFamily: "var(--st-code-font), ui-monospace, monospace", flex: "none" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "0", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", color: "color-mix(in srgb, var(--st-text-color) 76%, var(--st-background-color))" },
  ".cm-kind": { marginLeft: "auto", flex: "none", fontSize: "11px", color: "color-mix(in srgb, var(--st-text-color) 76%, var(--st-background-color))" },
  ".cm-completionInfo": { maxWidth: "340px", padding: "6px 9px", fontSize: "12.5px", lineHeight: "1.4" },
  ".cm-diagnostic": { padding: "5px 9px", borderLeft: "3px solid #d1342f", fontSize: "12.5px", maxWidth: "min(520px, 88vw)" },
});

export interface Code {
  node: HTMLElement;
  text: () => string;
  set: (text: string) => void;
  focus: () => void;
  mark: (fault: Fault | null) => void;
}

/** Where a fault begins and ends; columns count characters, the text counts halves of some. */
function span(state: EditorState, fault: Fault): { from: number; to: number } {
  const line = state.doc.line(Math.min(Math.max(fault.line, 1), state.doc.lines));
  const signs = Array.from(line.text);
  const from = line.from + signs.slice(0, fault.column - 1).join("").length;
  const to = from + signs.slice(fault.column - 1, fault.column - 1 + fault.width).join("").length;
  if (to > from) return { from, to };
  return { from: Math.max(line.from, from - 1), to: from };
}

export function code(root: ShadowRoot | Document, index: Index, run: () => void, changed: () => void): Code {
  const node = h("div", { class: "code" });
  const go = (view: EditorView): boolean => {
    closeCompletion(view);
    run();
    return true;
  };
  let marked = false;
  const view = new EditorView({
    parent: node,
    root,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: go }, { key: "Ctrl-Enter", run: go }])),
        lineNumbers(), lintGutter(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        sparql(), syntaxHighlighting(COLOURS), LOOK, EditorView.lineWrapping,
        autocompletion({
          override: [completions(index)],
          icons: false,
          addToOptions: [{ position: 90, render: (one) => h("span", { class: "cm-kind" }, one.type) }],
        }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query. Control Enter runs it, Tab leaves it.", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          if (marked) queueMicrotask(() => mark(null));
          changed();
        }),
      ],
    }),
  });

  function mark(fault: Fault | null): void {
    marked = fault !== null && fault.line > 0;
    if (!fault || !marked) {
      view.dispatch(setDiagnostics(view.state, []));
      return;
    }
    const place = span(view.state, fault);
    view.dispatch(setDiagnostics(view.state, [{ ...place, severity: "error", message: fault.words }]));
    view.dispatch({ effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
  }

  return {
    node,
    mark,
    text: () => view.state.doc.toString(),
    set: (text) => {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
    },
    focus: () => view.focus(),
  };
}
