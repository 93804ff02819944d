// The reasons of what is selected, and the way from them to the code on either side.

function reasonsOverview(number) {
  const list = usesOf[number];
  const from = report.files[number].o;
  const text = from
    ? "This file is new. The marks between the sides say what v1 had there."
    : list.length ? "Select a change, or a mark between the sides, to see why it was made." : "No use of v1 was seen in this file.";
  const groups = new Map();
  for (const use of list) groups.set(use.code, [...(groups.get(use.code) || []), use]);
  return [
    el("h3", null, "Why"), el("p", { class: "quiet" }, text),
    el("ul", { class: "rules" }, [...groups].sort().map(([code, found]) => el("li", null,
      el("button", { type: "button", class: "plain", click: () => select(found, null) },
        badge(worst(found), code), ` ${report.rules[code] ? report.rules[code][0] : ""} `,
        el("span", { class: "quiet" }, `×${found.length}`))))),
  ];
}

function card(use) {
  const marks = [];
  if (use.outcome === "manual" || use.outcome === "changed") {
    marks.push(el("label", null, el("input", {
      type: "checkbox", checked: isReviewed(use), "data-key": use.key,
      change: (event) => setReviewed(use, event.target.checked),
    }), " reviewed"));
  }
  const cell = use.cell >= 0 ? `cell ${use.cell} ` : "";
  if (use.outcome === "converted" && !use.message) {
    return el("li", { class: "card brief" },
      el("code", null, use.name || what(use)), use.v2 ? [" → ", el("code", null, use.v2)] : null, " ",
      el("span", { class: "ways" },
        el("button", { type: "button", class: "more", click: () => go("v1", use) }, `v1 ${cell}line ${use.line}`),
        use.out ? el("button", { type: "button", class: "more", click: () => go("v2", use) }, `v2 ${cell}line ${use.out}`) : null));
  }
  return el("li", { class: `card ${use.outcome}` },
    el("p", null, badge(use.outcome), " ", el("code", null, what(use)), use.v2 ? [" → ", el("code", null, use.v2)] : null),
    use.message ? el("p", null, use.message) : null,
    el("p", { class: "ways" },
      el("button", { type: "button", class: "more", click: () => go("v1", use) }, `v1 ${cell}line ${use.line}`),
      use.out ? el("button", { type: "button", class: "more", click: () => go("v2", use) }, `v2 ${cell}line ${use.out}`) : el("span", { class: "quiet" }, "no line in v2"),
      marks));
}

function reasonList(list) {
  const groups = new Map();
  for (const use of list) {
    const key = use.code;
    groups.set(key, [...(groups.get(key) || []), use]);
  }
  return [...groups].map(([code, found]) => {
    const rule = report.rules[code];
    const url = found.find((use) => use.url);
    return el("section", { class: "rule", "aria-label": code },
      el("h4", null, code, rule ? el("span", { class: "quiet" }, ` ${rule[0]}`) : ""),
      rule ? el("p", { class: "quiet" }, rule[1]) : null,
      url || rule ? el("p", null, official(url ? url.url : rule[2])) : null,
      el("ul", { class: "cards" }, found.slice(0, 60).map(card)));
  });
}

function mark(list, row) {
  for (const each of document.querySelectorAll("tr.selected, tr.partner")) each.classList.remove("selected", "partner");
  if (row) row.classList.add("selected");
  for (const use of list.slice(0, 300)) {
    const left = view.rowsLeft.get(`${view.from ? -1 : use.cell}:${use.line}`);
    const right = view.from ? null : use.out && view.rowsRight.get(`${use.cell}:${use.out}`);
    for (const each of [left, right]) if (each && each !== row) each.classList.add("partner");
  }
}

function select(list, row) {
  const panel = byId("reasons");
  if (!panel) return;
  view.selected = list;
  if (row) {
    const at = view.hunks.findIndex((rows) => rows.includes(row));
    if (at >= 0) view.at = at;
  }
  mark(list, row);
  const close = el("button", { type: "button", class: "more", click: clearSelection }, "Close");
  panel.replaceChildren(
    el("h3", null, list.length ? count(list.length, "reason") : "Why", " ", close),
    ...(list.length ? reasonList(list) : [el("p", null, "This line was written anew as part of the change around it.")]));
  panel.classList.add("open");
  panel.scrollTop = 0;
}

function clearSelection() {
  const panel = byId("reasons");
  const row = document.querySelector("tr.selected button.reason");
  mark([], null);
  view.selected = [];
  panel.classList.remove("open");
  panel.replaceChildren(...reasonsOverview(view.number));
  if (row) row.focus();
}

// From a reason to its code.
function go(side, use) {
  const here = view && view.number === use.file ? view.number : -1;
  if (here < 0) {
    location.hash = new URLSearchParams({ file: report.files[use.file].p, use: use.number, side });
    return;
  }
  const row = rowOf(side, use.cell, side === "v1" ? use.line : use.out);
  if (row) arrive(row, [use]);
}

function arrive(row, list) {
  mark(list, row);
  row.scrollIntoView({ block: "center" });
  const target = row.querySelector("button.reason") || row;
  if (target === row) row.tabIndex = -1;
  target.focus({ preventScroll: true });
}
