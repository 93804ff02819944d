// The file tree, and rows that several views share.

function link(view, text, attributes) {
  return el("a", { href: "#" + new URLSearchParams(view), ...attributes }, text);
}

function fileLink(number, text) {
  const file = report.files[number];
  return link({ file: file.p }, text || file.p);
}

function place1(use) {
  const file = use.file >= 0 ? report.files[use.file].p : "";
  return `${file}${use.cell >= 0 ? ` cell ${use.cell}` : ""}:${use.line}`;
}

function useLink(use) {
  if (use.file < 0) return place1(use);
  return link({ file: report.files[use.file].p, use: use.number }, place1(use));
}

function badge(outcome, text) {
  return el("span", { class: `badge ${outcome}`, title: MEANING[outcome] },
    el("span", { "aria-hidden": "true" }, GLYPH[outcome]), " ", text || outcome);
}

function statusOf(number) {
  const file = report.files[number];
  if (file.s === "failed" || file.e) return ["failed", "×", "failed"];
  if (file.o) return ["new", "+", "new"];
  const outcome = worst(usesOf[number]);
  if (outcome === "manual") return ["manual", "!", "needs a person"];
  if (file.s === "converted") return ["converted", "✓", "converted"];
  return ["unchanged", "·", "unchanged"];
}

function fileRow(number, text) {
  const [kind, glyph, words] = statusOf(number);
  const manual = usesOf[number].filter((use) => use.outcome === "manual").length;
  return el("li", null,
    link({ file: report.files[number].p },
      [el("span", { class: `mark ${kind}`, "aria-hidden": "true" }, glyph), el("span", { class: "name" }, text),
        sr(`, ${words}`), manual ? el("span", { class: "number", title: "left to a person" }, String(manual)) : null],
      { class: "file", "data-file": number, title: `${report.files[number].p}: ${words}` }));
}

function tree(numbers) {
  const root = { folders: new Map(), files: [] };
  for (const number of numbers) {
    const parts = report.files[number].p.split("/");
    const name = parts.pop();
    let at = root;
    for (const part of parts) {
      if (!at.folders.has(part)) at.folders.set(part, { folders: new Map(), files: [] });
      at = at.folders.get(part);
    }
    at.files.push([number, name]);
  }
  return root;
}

function branch(at, open) {
  const list = el("ul");
  for (let [name, inside] of at.folders) {
    while (inside.folders.size === 1 && !inside.files.length) {
      const [next, below] = [...inside.folders][0];
      name += "/" + next;
      inside = below;
    }
    const details = el("details", { open }, el("summary", null, name + "/"));
    const grow = () => details.childElementCount > 1 || details.append(branch(inside, open));
    if (open) grow();
    else details.addEventListener("toggle", grow, { once: true });
    list.append(el("li", null, details));
  }
  list.append(...at.files.map(([number, name]) => fileRow(number, name)));
  return list;
}

let showUnchanged = false;

function visibleFiles() {
  return report.files.map((_, number) => number).filter((number) => {
    const plain = report.files[number].s === "unchanged" && !report.files[number].e && !usesOf[number].length;
    return (showUnchanged || !plain) && (!filtering() || listed(number));
  });
}

let shownFiles = [];

function showTree() {
  shownFiles = visibleFiles();
  const hidden = report.files.filter((file, number) => file.s === "unchanged" && !file.e && !usesOf[number].length);
  const toggle = el("label", { class: "quiet" },
    el("input", {
      type: "checkbox", checked: showUnchanged,
      change: (event) => { showUnchanged = event.target.checked; showTree(); byId("files").querySelector("input").focus(); },
    }), ` unchanged files (${hidden.length})`);
  byId("files").replaceChildren(
    shownFiles.length ? branch(tree(shownFiles), shownFiles.length <= 150) : el("p", null, "No file matches."),
    hidden.length ? toggle : "");
  markCurrent();
}

function markCurrent() {
  const view = new URLSearchParams(location.hash.slice(1));
  for (const each of document.querySelectorAll("#files a")) {
    if (report.files[each.dataset.file].p === view.get("file")) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  const main = [...view.keys()][0] || "overview";
  for (const each of document.querySelectorAll("#views a")) {
    const name = each.getAttribute("href").slice(1);
    if (name === main || (name === "pipelines" && main === "pipeline")) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
}
