// Links that keep the profile, and that a click with a key still opens in a new tab.

import * as address from "./address";
import { h, type Child } from "./dom";

export function link(page: string, query: Record<string, string>, ...label: Child[]): HTMLElement {
  const all = address.carried(query);
  return h("a", {
    href: address.href(page, all),
    click: (event) => {
      if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      address.go(page, all);
    },
  }, ...label);
}
