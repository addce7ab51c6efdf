// What is selected and filtered on one screen; whoever draws listens.

import * as address from "./address";
import { VERDICTS } from "./words";

export type Send = (name: string, value: unknown) => void;

export class Store {
  selected = address.read("id");
  show = new Set(address.read("show").split(",").filter((v) => VERDICTS.includes(v)));
  private listeners: (() => void)[] = [];

  constructor(readonly send: Send) {}

  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  select(id: string): void {
    this.selected = id;
    address.write({ id });
    this.tell();
  }

  /** Show one verdict only; a second time, all again; with another key, several. */
  toggle(verdict: string, several: boolean): void {
    const alone = this.show.size === 1 && this.show.has(verdict);
    if (several) {
      if (!this.show.delete(verdict)) this.show.add(verdict);
    } else {
      this.show = new Set(alone ? [] : [verdict]);
    }
    address.write({ show: [...this.show].join(",") });
    this.tell();
  }

  shown(verdict: string): boolean {
    return this.show.size === 0 || this.show.has(verdict);
  }
}
