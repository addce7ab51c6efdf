// What Python sends to the query editor: aimsgraph.faces.explorer.page_sparql.

export interface Param {
  name: string;
  kind: string;
  help: string;
  options: [string, string][];
}

export interface Question {
  name: string;
  title: string;
  question: string;
  text: string;
  params: Param[];
}

/** Name as it is written, kind, what people call it, what it means. */
export type Term = [name: string, kind: string, label: string, comment: string];

export interface Index {
  prefixes: [string, string][];
  terms: Term[];
  left: number;
}

export interface Fault {
  kind: "fault";
  words: string;
  line: number;
  column: number;
  width: number;
}

interface Found {
  note: string;
  hints: string[];
  rows: number;
  seconds: number;
  files: [string, string][];
}

export interface Rows extends Found {
  kind: "select";
  columns: string[];
  numbers: boolean[];
  listed: string[][];
  links: Record<string, string>;
}

export interface YesNo extends Found {
  kind: "ask";
  yes: boolean;
}

export interface Triples extends Found {
  kind: "graph";
  text: string;
  cut: boolean;
}

export type Answer = Fault | Rows | YesNo | Triples;

export interface Data {
  index: Index;
  questions: Question[];
  defaults: Record<string, Record<string, string>>;
  limits: string;
  seconds: number;
  longest: number;
  own: string;
  name: string;
  params: Record<string, string>;
  text: string;
  inferred: boolean;
  fits: boolean;
  answer: Answer | null;
  turn: string;
  file: { name: string; type: string; base64: string; turn: number } | null;
}
