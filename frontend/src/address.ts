// The address bar: what a picture shows stands in it, so that a link gives the same picture.

export function read(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? "";
}

const PROFILE = ["have", "need", "role", "risk", "date", "edition", "part", "hops", "force", "sector"];

/** The profile as the address has it: two addresses with the same one have the same picture. */
export function profile(): string {
  return PROFILE.map(read).join("&");
}

/** The page of the address. */
export function page(): string {
  return location.pathname.split("/").pop() || "map";
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

/**
 * Open a page as the browser's own Back does: Streamlit takes the address and runs once.
 * A page that Streamlit itself is asked to switch to takes two runs.
 */
export function go(page: string, query: Record<string, string>): void {
  history.pushState({}, "", href(page, query));
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The address of a page with a query. */
export function href(page: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return `${page === "map" ? "./" : page}${text ? `?${text}` : ""}`;
}
