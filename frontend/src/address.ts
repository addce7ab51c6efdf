// The address bar: what a picture shows stands in it, so that a link gives the same picture.

export function read(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? "";
}

/** Change parameters without a new entry in the history; an empty value takes one out. */
export function write(values: Record<string, string>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  const next = location.pathname + (text ? `?${text}` : "");
  if (next !== location.pathname + location.search) history.replaceState(history.state, "", next);
}

const OF_PICTURE = [
  "show", "colour", "with", "focus", "sides", "view", "from", "until", "group", "bound", "open", "hide", "q", "query", "inferred",
];

/** The profile and the selection of the present address, for a link to another page. */
export function carried(extra: Record<string, string> = {}): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(location.search))
    if (!OF_PICTURE.includes(name) && !name.startsWith("q.")) found[name] = value;
  for (const [name, value] of Object.entries(extra)) {
    if (value) found[name] = value;
    else delete found[name];
  }
  return found;
}

/** The address of a page with a query. */
export function href(page: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return `${page === "map" ? "./" : page}${text ? `?${text}` : ""}`;
}
