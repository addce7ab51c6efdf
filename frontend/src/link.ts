// Links that keep the profile, and that a click with a key still opens in a new tab.

import * as address from "./address";
import { h, type Child } from "./dom";
import type { Store } from "./store";

export function link(store: Store, page: string, query: Record<string, string>, ...label: Child[]): HTMLElement {
  const all = address.carried(query);
  return h("a", {
    href: address.href(page, all),
    click: (event) => {
      if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      store.go(page, all);
    },
  }, ...label);
}
