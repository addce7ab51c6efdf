// What Python sends: aimsgraph.answers.picture, and looks of words from aimsgraph.exports.colours.

import type { Pair, Reader } from "./reading";

export interface Look {
  symbol: string;
  colour: string;
  ink: string;
  words: string;
}

export interface Name {
  f: string;
  n: string;
  h: string;
  p: string;
}

export interface Source {
  id: string;
  rel: string;
  c: number;
  rest: string;
  inf: boolean;
  gap: string[];
  art: string;
  why: string;
  row: string;
}

export interface Duty {
  id: string;
  s: string;
  v: string;
  st: string;
  r: string;
  open: string;
  gap: string[];
  task: string;
  why: string;
  dates: { d: string; p: string; c: string; q: string }[];
  changed: boolean;
  topics: string[];
  roles: string[];
  risks: string[];
  evidence: string[];
  el: [string, string, string[]][];
  by: Source[];
  sup: [string, string, string][];
  none: string[];
  out: string[];
  clash: string[];
}

export interface Part {
  id: string;
  n: string;
  h: string;
  duties: number[];
}

export interface HeldPart {
  id: string;
  n: string;
  h: string;
  group: string;
  duties: string[];
}

export interface Picture {
  key: string;
  have: string[];
  need: string;
  labels: Record<string, string>;
  sentence: [string, string][];
  today: string;
  denominator: number;
  verdicts: Record<string, number>;
  states: Record<string, number>;
  groups: { h: string; parts: Part[] }[];
  held: Record<string, HeldPart[]>;
  duties: Duty[];
  names: Record<string, Name>;
  about: Record<string, string>;
}

export interface Pairs {
  keys: string[];
  marks: Record<string, Record<string, string>>;
}

export interface Data {
  view: string;
  key: string;
  of: string;
  picture: Picture;
  pairs?: Pairs;
  pair?: Pair;
  reader?: Reader;
  focus?: string; // what the graph below is about
  looks: { verdict: Record<string, Look>; state: Record<string, Look> };
  formats: [string, string][];
  file?: { name: string; type: string; base64: string; turn: number };
}
