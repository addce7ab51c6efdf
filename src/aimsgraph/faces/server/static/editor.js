"use strict";

// Text from the server only ever becomes text nodes; nothing is parsed as HTML.
const TABLE = "application/sparql-results+json";
const at = (id) => document.getElementById(id);
const SHOWN = 2000;
let queries = [];
let running = null;

function say(text, kind) {
  const status = at("status");
  status.textContent = text;
  status.className = kind || "";
}

function clear() {
  at("result").replaceChildren();
  at("caret").hidden = true;
  at("caret").textContent = "";
}

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

function term(cell) {
  if (cell === undefined) return "";
  if (typeof cell.value !== "string") return JSON.stringify(cell.value);
  if (cell["xml:lang"]) return cell.value + " @" + cell["xml:lang"];
  return cell.value;
}

function showTable(document_) {
  const names = document_.head.vars;
  const rows = document_.results.bindings;
  const table = element("table");
  const head = element("tr");
  for (const name of names) {
    const cell = element("th", name);
    cell.scope = "col";
    head.append(cell);
  }
  const top = element("thead");
  top.append(head);
  const body = element("tbody");
  for (const row of rows.slice(0, SHOWN)) {
    const line = element("tr");
    for (const name of names) line.append(element("td", term(row[name])));
    body.append(line);
  }
  table.append(top, body);
  at("result").replaceChildren(table);
  return rows.length;
}

function notes(response, shown, all) {
  const parts = [];
  const cut = response.headers.get("X-Aimsgraph-Truncated");
  if (cut) parts.push("Truncated at the limit of " + cut + ": more exist.");
  if (all > shown) parts.push("The first " + shown + " are drawn; save it to see all.");
  const hint = response.headers.get("X-Aimsgraph-Hint");
  if (hint) parts.push(decodeURIComponent(hint));
  return parts.join(" ");
}

function select(line, column) {
  if (!line) return;
  const field = at("query");
  const lines = field.value.split("\n");
  let start = 0;
  for (let n = 0; n < line - 1 && n < lines.length; n += 1) start += lines[n].length + 1;
  const characters = Array.from(lines[line - 1] || "");
  start += characters.slice(0, column - 1).join("").length;
  field.focus();
  field.setSelectionRange(start, start + 1);
}

async function fail(response) {
  let problem;
  try {
    problem = await response.json();
  } catch {
    say("The server answered " + response.status + ".", "bad");
    return;
  }
  const wait = response.headers.get("Retry-After");
  say(problem.detail + (wait ? " (Try again after " + wait + " s.)" : ""), "bad");
  if (problem.caret) {
    at("caret").textContent = problem.caret;
    at("caret").hidden = false;
  }
  select(problem.line, problem.column);
}

function ask(accept) {
  if (running) running.abort();
  running = new AbortController();
  return fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: at("query").value,
    signal: running.signal,
  });
}

async function run() {
  clear();
  say("Running ...");
  const started = performance.now();
  try {
    const response = await ask(TABLE + ", text/turtle;q=0.9");
    if (!response.ok) {
      await fail(response);
      return;
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    const rows = Number(response.headers.get("X-Aimsgraph-Rows"));
    if (!response.headers.get("Content-Type").startsWith(TABLE)) {
      at("result").replaceChildren(element("pre", await response.text()));
      say(rows + " triples in " + seconds + " s. " + notes(response, rows, rows), "cut");
      return;
    }
    const found = await response.json();
    if (typeof found.boolean === "boolean") {
      say((found.boolean ? "Yes." : "No.") + " " + seconds + " s. " + notes(response, 1, 1), "cut");
      return;
    }
    const all = showTable(found);
    const word = all === 1 ? " row in " : " rows in ";
    say(all + word + seconds + " s. " + notes(response, Math.min(all, SHOWN), all), "cut");
  } catch (error) {
    if (error.name !== "AbortError") say("The server cannot be reached.", "bad");
  }
}

async function save() {
  const chosen = at("format").selectedOptions[0];
  try {
    const response = await ask(chosen.value);
    if (!response.ok) {
      clear();
      await fail(response);
      return;
    }
    const link = element("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = "aimsgraph." + chosen.dataset.end;
    link.click();
    URL.revokeObjectURL(link.href);
    say("Saved as " + link.download + ". " + notes(response, 0, 0), "cut");
  } catch (error) {
    if (error.name !== "AbortError") say("The server cannot be reached.", "bad");
  }
}

function choose() {
  const found = queries.find((one) => one.name === at("named").value);
  at("question").textContent = found ? found.question : "";
  if (found) at("query").value = found.text;
}

async function start() {
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  at("query").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  at("save").addEventListener("click", save);
  at("named").addEventListener("change", choose);
  const given = new URLSearchParams(window.location.search).get("query");
  try {
    const [listed, health] = await Promise.all([
      fetch("/queries").then((r) => r.json()),
      fetch("/health").then((r) => r.json()),
    ]);
    queries = listed.queries;
    for (const one of queries) {
      const option = element("option", one.title);
      option.value = one.name;
      at("named").append(option);
    }
    at("version").textContent = "Data version " + health.data_version + "; a query may take " +
      health.limits.seconds + " s and give " + health.limits.rows + " rows.";
    at("disclaimer").textContent = health.disclaimer;
  } catch {
    say("The list of questions cannot be read.", "bad");
  }
  if (given) {
    at("query").value = given;
    await run();
  } else if (queries.length && !at("query").value) {
    at("named").value = queries[0].name;
    choose();
  }
}

start();
