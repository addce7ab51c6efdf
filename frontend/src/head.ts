// The answer: one sentence, and a bar whose parts filter what is shown.

import { h, put } from "./dom";
import type { Data } from "./data";
import type { Store } from "./store";
import { VERDICTS } from "./words";

export function head(data: Data, store: Store): HTMLElement {
  const { picture, looks } = data;
  const node = h("header", { class: "head" });

  function toggle(verdict: string): (event: Event) => void {
    return (event) => store.toggle(verdict, event instanceof MouseEvent && (event.ctrlKey || event.shiftKey));
  }

  function draw(): void {
    const sentence = picture.sentence.map(([text, verdict]) =>
      verdict && picture.verdicts[verdict]
        ? h("button", { class: "word", type: "button", "aria-pressed": String(store.show.has(verdict)), click: toggle(verdict) }, text)
        : text,
    );
    const bar = VERDICTS.filter((v) => picture.verdicts[v]).map((v) => {
      const look = looks.verdict[v];
      return h(
        "button",
        {
          type: "button",
          class: store.shown(v) ? "piece" : "piece faded",
          style: `flex:${picture.verdicts[v]} 1 0;background:${look?.colour};color:${look?.ink}`,
          "aria-pressed": String(store.show.has(v)),
          title: `${picture.verdicts[v]} of ${picture.denominator}: ${look?.words}. Click to show these only.`,
          click: toggle(v),
        },
        h("b", {}, picture.verdicts[v]),
        h("span", {}, ` ${look?.symbol} ${v}`),
      );
    });
    put(
      node,
      h("h1", {}, ...sentence),
      picture.denominator ? h("div", { class: "bar", role: "group", "aria-label": "Duties by the work they leave" }, ...bar) : null,
    );
  }

  draw();
  store.listen(draw);
  return node;
}
