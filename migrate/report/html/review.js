// What a person has to look at, with marks of what was looked at.

function reviewLists() {
  return [["For a person to do", report.tasks], ["Behaves differently in v2", report.changes]];
}

function progressText(all) {
  const done = all.filter(isReviewed).length;
  return `${done} of ${all.length} reviewed`;
}

function checkbox(use, text, after) {
  return el("label", null, el("input", {
    type: "checkbox", checked: isReviewed(use), "data-key": use.key,
    change: (event) => { setReviewed(use, event.target.checked); after(); },
  }), " ", text);
}

function reviewView() {
  const all = [...report.tasks, ...report.changes].flat().map((number) => uses[number]);
  const status = el("span", { role: "status" }, progressText(all));
  const meter = el("progress", { max: String(all.length || 1), value: String(all.filter(isReviewed).length), "aria-label": "Reviewed" });
  const update = () => {
    status.textContent = progressText(all);
    meter.value = all.filter(isReviewed).length;
  };
  const item = (group) => {
    const [first] = group;
    const list = el("ul", { class: "places" });
    const rows = inParts(list, group, (use) => el("li", null, checkbox(use, sr(`reviewed: ${first.code} at ${place1(use)}`), update), useLink(use)), 20);
    return el("li", { class: "task" },
      el("p", null, badge(first.outcome), " ", el("b", null, first.code), " ", el("code", null, what(first)), first.message ? ": " + first.message : "", " ",
        official(first.url)),
      rows);
  };
  return [
    el("h2", { tabindex: "-1" }, "Checklist"),
    all.length ? el("p", null, meter, " ", status) : el("p", null, "There is nothing that a person must look at."),
    el("p", { class: "no-print" },
      el("button", { type: "button", click: () => save("review.json", exported()) }, "Export as JSON"), " ",
      el("button", { type: "button", click: () => save("review.md", exportedMarkdown()) }, "Export as Markdown"), " ",
      el("span", { class: "quiet" }, "Marks stay in this browser.")),
    reviewLists().map(([title, tasks]) => {
      const groups = groupsOf(tasks);
      if (!groups.length) return null;
      const list = el("ol", { class: "tasks" });
      return el("section", { "aria-label": title }, el("h3", null, title), inParts(list, groups, item, 50));
    }),
  ];
}

function exported() {
  const all = [...report.tasks, ...report.changes].flat().map((number) => uses[number]);
  const items = all.map((use) => ({
    key: use.key, reviewed: isReviewed(use), outcome: use.outcome, code: use.code, symbol: use.symbol, name: use.name,
    path: use.file >= 0 ? report.files[use.file].p : "", cell: use.cell >= 0 ? use.cell : null, line: use.line, message: use.message,
  }));
  return JSON.stringify({ tool: report.tool, items }, null, 2) + "\n";
}

function exportedMarkdown() {
  const plain = (text) => text.replace(/[\\`*_{}[\]<>|#~@]/g, "\\$&").replace(/\s+/g, " ");
  return reviewLists().filter(([, tasks]) => tasks.length).map(([title, tasks]) => `## ${title}\n\n` + tasks.flat().map((number) => {
    const use = uses[number];
    return `- [${isReviewed(use) ? "x" : " "}] ${plain(`${place1(use)}: ${use.code} ${what(use)}${use.message ? ": " + use.message : ""}`)}\n`;
  }).join("")).join("\n");
}

function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: url, download: `azureml-migrate-${name}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function markSelected() {
  const open = view && byId("reasons") ? view.selected.filter((use) => use.key) : [];
  if (!open.length) return;
  const yes = !open.every(isReviewed);
  for (const use of open) setReviewed(use, yes);
  for (const box of document.querySelectorAll("#reasons input[data-key]")) {
    box.checked = open.some((use) => use.key === box.dataset.key) ? yes : box.checked;
  }
}
