// The first view: what was done, how far it is proved, and what is left.

function verdict() {
  const { files, uses: counts } = report.summary;
  const left = counts.manual
    ? `${count(counts.manual, "use")} of v1 ${counts.manual === 1 ? "is" : "are"} left to a person`
    : "nothing is left to a person";
  const failed = files.failed ? `, ${count(files.failed, "file")} failed` : "";
  return el("p", { class: "verdict" },
    `${files.converted.toLocaleString("en")} of ${count(files.read, "file")} converted${failed}; `,
    el("strong", null, left), ".");
}

function bar(counts, total) {
  const parts = OUTCOMES.filter((outcome) => counts[outcome]).map((outcome) => {
    const part = el("span", { class: `part ${outcome}` });
    part.style.flexGrow = counts[outcome];
    return part;
  });
  return total ? el("div", { class: "bar", "aria-hidden": "true" }, parts) : null;
}

function outcomes() {
  const counts = report.summary.uses;
  return el("section", { "aria-labelledby": "h-uses" },
    el("h3", { id: "h-uses" }, `${count(counts.total, "use")} of SDK v1`),
    bar(counts, counts.total),
    el("ul", { class: "legend" }, OUTCOMES.map((outcome) => el("li", null,
      el("button", { type: "button", class: "plain", click: () => only(outcome) },
        badge(outcome, `${counts[outcome].toLocaleString("en")} ${outcome}`)),
      el("span", { class: "quiet" }, MEANING[outcome])))));
}

function ladder(reached, total) {
  const meanings = {
    parsed: "valid Python, YAML, notebook",
    conforming: "every v2 name and keyword exists",
    builds: "builds and validates offline with the v2 SDK",
    equivalent: "same graph as the v1 SDK builds",
    runs: "both run locally and write the same files",
  };
  return el("ol", { class: "ladder" }, LEVELS.map((level) => {
    const share = reached(level);
    const state = share === total && total ? "all" : share ? "some" : "none";
    const fillup = el("span", { class: "fill" });
    fillup.style.width = `${total ? (100 * share) / total : 0}%`;
    return el("li", { class: state },
      el("span", { class: "rung", "aria-hidden": "true" }, fillup),
      el("strong", null, level), " ",
      el("span", { class: "share" }, total === 1 ? (share ? "reached" : "not reached") : `${share} of ${total}`),
      el("span", { class: "quiet" }, meanings[level]));
  }));
}

function proofSection() {
  const counts = report.summary.pipelines;
  if (!counts.total) return null;
  return el("section", { "aria-labelledby": "h-proof" },
    el("h3", { id: "h-proof" }, `${count(counts.total, "pipeline")}, proved so far`),
    ladder((level) => counts[level], counts.total),
    el("p", { class: "quiet" }, "A level includes those before it. What only the service can tell is listed with each pipeline."));
}

// One line a reason, with the places where it applies.
function task(group, marks) {
  const [first] = group;
  const places = group.slice(0, 4).map((use) => el("li", null, useLink(use)));
  const rest = group.length - 4;
  if (rest > 0) {
    places.push(el("li", null, el("button", {
      type: "button", class: "more",
      click: (event) => event.target.closest("ul").replaceChildren(...group.map((use) => el("li", null, useLink(use)))),
    }, `and ${rest} more`)));
  }
  return el("li", { class: "task" },
    el("p", null, badge(first.outcome), " ", el("b", null, first.code), " ", el("code", null, what(first)),
      first.message ? ": " + first.message : ""),
    el("ul", { class: "places" }, places), marks);
}

function groupsOf(tasks) {
  return tasks.map((numbers) => numbers.map((number) => uses[number]).filter(matches)).filter((group) => group.length);
}

function tasksSection(title, groups, id, none) {
  const list = el("ol", { class: "tasks" });
  return el("section", { "aria-labelledby": id }, el("h3", { id }, title),
    groups.length ? inParts(list, groups, (group) => task(group), 12) : el("p", null, none));
}

function failures() {
  const failed = report.files.map((file, number) => [file, number]).filter(([file]) => file.e);
  if (!failed.length) return null;
  return el("section", { "aria-labelledby": "h-failed" }, el("h3", { id: "h-failed" }, "Files with errors"),
    el("ul", { class: "tasks" }, failed.map(([file, number]) => el("li", { class: "task" },
      el("p", null, fileLink(number), ": ", file.e)))));
}

// What the conversion left as it is and counts as no use: texts that mention v1, cells that are not Python.
function remarks() {
  if (!report.remarks.length) return null;
  const list = el("ul", { class: "places" });
  const line = ([file, cell, number, message]) => el("li", null,
    file >= 0 ? [fileLink(file), " "] : null, `${cell >= 0 ? `cell ${cell} ` : ""}line ${number}: ${message}`);
  return el("section", { "aria-labelledby": "h-remarks" }, el("h3", { id: "h-remarks" }, "To look over"),
    inParts(list, report.remarks, line, 12));
}

function pipelineTable() {
  if (!report.pipelines.length) return null;
  const body = el("tbody");
  const rows = inParts(body, report.pipelines.map((_, number) => number), (number) => {
    const pipeline = report.pipelines[number];
    return el("tr", null,
      el("th", { scope: "row" }, link({ pipeline: number }, pipeline.n)),
      el("td", null, el("span", { class: `level ${pipeline.l}` }, pipeline.l)),
      el("td", null, pipeline.v2 ? pipeline.v2.join(":") : pipeline.v1 ? pipeline.v1.join(":") : ""),
      el("td", null, pipeline.r || (pipeline.d[0] ? pipeline.d[0] : "")));
  }, 50);
  return [el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Table of pipelines" }, el("table", { class: "grid" },
    el("caption", { class: "sr" }, "Pipelines"),
    el("thead", null, el("tr", null, ["Pipeline", "Proved", "Where", "Why not higher"].map((head) => el("th", { scope: "col" }, head)))),
    rows[0])), rows[1]];
}

function overview() {
  return [
    el("h2", { tabindex: "-1" }, "Overview"),
    verdict(),
    el("div", { class: "columns" }, proofSection(), outcomes()),
    failures(),
    tasksSection("Needs a person", groupsOf(report.tasks), "h-tasks", "Nothing: every use of v1 has a counterpart that was written."),
    tasksSection("Behaves differently in v2: please check", groupsOf(report.changes), "h-changes", "Nothing."),
    el("section", { "aria-labelledby": "h-pipelines" }, el("h3", { id: "h-pipelines" }, "Pipelines"), pipelineTable() || el("p", null, "None.")),
    remarks(),
    el("p", { class: "no-print" }, link({ all: "1" }, "Everything on one page, for paper")),
  ];
}

// All uses that match the filter, by file.
function changes() {
  const numbers = report.files.map((_, number) => number).filter((number) => usesOf[number].some(matches));
  const holding = filtering() && !filter.outcomes.size && !filter.code && filter.text
    ? report.files.map((_, number) => number).filter((number) => !usesOf[number].some(matches) && listed(number)) : [];
  const list = el("div");
  return [
    el("h2", { tabindex: "-1" }, filtering() ? "Changes that match" : "All changes"),
    numbers.length ? inParts(list, numbers, (number) => el("section", { "aria-label": report.files[number].p },
      el("h3", null, fileLink(number)),
      el("ul", { class: "uses" }, usesOf[number].filter(matches).slice(0, 200).map((use) => el("li", null,
        badge(use.outcome), " ", el("b", null, use.code), " ",
        link({ file: report.files[number].p, use: use.number },
          `${use.cell >= 0 ? `cell ${use.cell} ` : ""}line ${use.line}`), " ",
        el("code", null, what(use)), use.v2 ? [" → ", el("code", null, use.v2)] : "", use.message ? ": " + use.message : "")))), 20)
      : holding.length ? null : el("p", null, "Nothing matches."),
    holding.length ? [el("h3", null, "Files whose code matches"), el("ul", null, holding.slice(0, 200).map((number) => el("li", null, fileLink(number))))] : null,
  ];
}
