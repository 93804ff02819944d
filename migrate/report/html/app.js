// From the address to the view, the filter, the keys, the colours.

const main = byId("main");

function everything() {
  const parts = [overview(), report.pipelines.map((_, number) => pipelineView(number))];
  report.files.forEach((file, number) => {
    if (file.d || file.e) parts.push(fileView(number).filter((part) => !(part && part.classList && part.classList.contains("toolbar"))));
  });
  // paper shows no reasons that were selected
  for (const part of parts.flat(9)) if (part && part.querySelector && part.querySelector("#reasons")) part.querySelector("#reasons").remove();
  return parts;
}

function show(focus) {
  const asked = new URLSearchParams(location.hash.slice(1));
  const path = asked.get("file");
  let made;
  view = null;
  if (path !== null) made = fileNumbers.has(path) ? fileView(fileNumbers.get(path)) : [el("h2", { tabindex: "-1" }, "No such file: ", path)];
  else if (asked.has("changes")) made = changes();
  else if (asked.has("pipeline")) made = pipelineView(Number(asked.get("pipeline")));
  else if (asked.has("pipelines")) made = report.pipelines.length === 1 ? pipelineView(0) : pipelinesView();
  else if (asked.has("review")) made = reviewView();
  else if (asked.has("all")) made = everything();
  else made = overview();
  main.replaceChildren(...made.flat(9).filter((part) => part));
  main.classList.toggle("all", asked.has("all"));
  markCurrent();
  const heading = main.querySelector("h2");
  document.title = `${heading ? heading.textContent : "Report"} – migration from SDK v1 to v2`;
  scrollTo(0, 0);
  if (focus && heading) heading.focus({ preventScroll: true });
  if (path !== null && view) land(asked);
}

// To the use or the line that the address names.
function land(asked) {
  const side = asked.get("side") || "v1";
  if (asked.has("use")) {
    const use = uses[Number(asked.get("use"))];
    if (!use) return;
    const row = rowOf(side, use.cell, side === "v1" ? use.line : use.out) || rowOf("v1", use.cell, use.line);
    if (row) {
      select([use], row);
      arrive(row, [use]);
    }
  } else if (asked.has("line")) {
    const row = rowOf(side, Number(asked.get("cell") ?? -1), Number(asked.get("line")));
    if (row) {
      select(row.own && row.own.length ? row.own : row.uses, row);
      arrive(row, row.uses);
    }
  }
}

function only(outcome) {
  filter.outcomes = new Set([outcome]);
  for (const box of document.querySelectorAll("#filter-outcomes input")) box.checked = box.value === outcome;
  filtered();
  location.hash = "changes";
}

let waiting = 0;

function filtered() {
  filter.text = byId("filter-text").value.trim().toLowerCase();
  filter.file = byId("filter-file").value.trim().toLowerCase();
  filter.code = byId("filter-rule").value;
  filter.outcomes = new Set([...document.querySelectorAll("#filter-outcomes input:checked")].map((box) => box.value));
  showTree();
  byId("found").textContent = filtering()
    ? `${count(uses.filter(matches).length, "use")}, ${count(shownFiles.length, "file")}` : "";
}

function refilter() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    filtered();
    const asked = new URLSearchParams(location.hash.slice(1));
    if (filtering() && !asked.has("file") && !asked.has("review") && !asked.has("changes")) location.hash = "changes";
    else if (!asked.has("file") && !asked.has("pipeline")) show(false);
    else for (const row of document.querySelectorAll("table.diff tr")) {
      const button = row.uses && row.querySelector("button.reason");
      if (button) button.classList.toggle("dim", !row.uses.some(matches));
    }
  }, 120);
}

function setUpFilter() {
  const known = [...new Set(uses.map((use) => use.code))].sort();
  byId("filter-rule").append(...known.map((code) => el("option", { value: code }, code + (report.rules[code] ? ` ${report.rules[code][0]}` : ""))));
  byId("filter-outcomes").append(...OUTCOMES.map((outcome) => el("label", { title: MEANING[outcome] },
    el("input", { type: "checkbox", value: outcome }), " ", badge(outcome))));
  byId("filter").addEventListener("input", refilter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("reset", () => setTimeout(refilter));
}

function nextFile(by) {
  const files = shownFiles.filter((number) => report.files[number].d || report.files[number].e);
  if (!files.length) return;
  const at = view ? files.indexOf(view.number) : by > 0 ? -1 : files.length;
  const next = files[Math.max(0, Math.min(files.length - 1, at + by))];
  location.hash = new URLSearchParams({ file: report.files[next].p });
}

const KEYS = {
  j: () => step(1), k: () => step(-1), n: () => nextFile(1), p: () => nextFile(-1), r: markSelected,
  u: () => view && unfoldAll(),
  o: () => { location.hash = "overview"; }, c: () => { location.hash = "changes"; },
  g: () => { location.hash = "pipelines"; }, l: () => { location.hash = "review"; },
  "/": () => byId("filter-text").focus(), "?": () => byId("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && view && view.selected.length) return clearSelection();
  if (event.ctrlKey || event.metaKey || event.altKey || !byId("keys-on").checked || byId("help").open) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
  const dark = name ? name === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  byId("theme").setAttribute("aria-pressed", String(dark));
}

byId("theme").addEventListener("click", () => {
  const name = byId("theme").getAttribute("aria-pressed") === "true" ? "light" : "dark";
  store("theme", name);
  theme(name);
});
byId("help-button").addEventListener("click", () => byId("help").showModal());
byId("keys-on").checked = stored("keys") !== "off";
byId("keys-on").addEventListener("change", (event) => store("keys", event.target.checked ? null : "off"));
addEventListener("hashchange", () => show(true));
theme(stored("theme"));
if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".side").open = false;
setUpFilter();
showTree();
show(false);
