// What Python sends for one provision, or for two beside each other: aimsgraph.answers.reading.

export interface Naming {
  id: string;
  f: string;
  key: string;
  n: string;
  h: string;
  s: string;
}

export interface Side extends Naming {
  open: string;
  gap: string[];
  el: [string, string][];
  judged: boolean;
}

export interface Pair {
  needed: Side;
  held: Side;
  relation: string;
  conclusion: string;
  row: { id?: string; relation?: string; predicate?: string; why?: string; confidence?: number; artefact?: string; cited?: string[]; place?: string };
  support: [string, string, string, string][];
  none: string[];
  parts: [Naming, string, Naming][];
  paths: { confidence: number; hops: number; possible: string[]; residual: string; steps: { from: string; to: string; relation: string; by: string; so_far: string }[] }[];
  proof: string;
  version: string;
  disclaimer: string;
}

export interface Counterpart {
  at: string;
  other: Naming;
  kind: string;
  relation: string;
  forward: boolean;
  confidence: number;
  open_here: string;
  open_there: string;
  gap: string[];
  artefact: string;
  why: string;
}

export interface Reader extends Naming {
  outline: [string, string, string, number][];
  article: string;
  assessable: boolean;
  facts: [string, string][];
  el: [string, boolean][];
  parts: (Naming & { el: string[]; depth: number; duty: boolean })[];
  cites: Naming[];
  cited: Naming[];
  counterparts: Counterpart[];
  previous: string;
  next: string;
  see: string[];
  exists: boolean;
  hops: number;
}

export const named = (one: Naming): string => `${one.n}${one.h ? ` ${one.h}` : ""}`;
