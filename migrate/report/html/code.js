// A file, both sides beside each other, with the reasons between them.

const CONTEXT = 3;
let view = null;

function tokens(line, tag) {
  const parts = [];
  for (let i = 0; i < line.length; i += 2) {
    const changed = line[i].endsWith("*");
    const name = changed ? line[i].slice(0, -1) : line[i];
    if (changed) parts.push(el(tag, name ? { class: name } : null, line[i + 1]));
    else parts.push(name ? el("span", { class: name }, line[i + 1]) : line[i + 1]);
  }
  return parts;
}

// Uses by the line on which they stand, and by the line on which v2 has what they became.
function linesOf(number) {
  const left = new Map(), right = new Map();
  const add = (map, cell, line, use) => {
    const key = `${cell}:${line}`;
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(use);
  };
  const file = report.files[number];
  const from = file.o ? file.o[0] : number;
  for (const use of usesOf[from] || []) {
    add(left, use.cell, use.line, use);
    if (use.out && !file.o) add(right, use.cell, use.out, use);
  }
  return { left, right };
}

function why(list, row) {
  if (!list.length) view.codes = "";
  if (!list.length) return el("td", { class: "why" });
  const names = [...new Set(list.map((use) => use.code))];
  const again = names.join() === view.codes;
  view.codes = names.join();
  const shown = again ? "" : names[0] + (names.length > 1 ? ` +${names.length - 1}` : "");
  const outcome = worst(list);
  const button = el("button", {
    type: "button", class: `reason ${outcome}`,
    "aria-label": `${names.join(", ")}: ${count(list.length, "reason")}, ${outcome}`,
    title: list.slice(0, 6).map((use) => `${use.code} ${what(use)}${use.message ? ": " + use.message : ""}`).join("\n"),
    click: () => select(list, row),
  }, el("span", { "aria-hidden": "true" }, GLYPH[outcome]), " ", shown);
  if (!list.some(matches)) button.classList.add("dim");
  return el("td", { class: "why" }, button);
}

function makeRow(kind, cell, i, j, left, right) {
  const lists = [view.lines.left.get(`${view.from ? view.from[1] : cell}:${i}`) || [], view.lines.right.get(`${cell}:${j}`) || []];
  const list = [...new Set(lists.flat())];
  const row = el("tr", { class: kind === 1 ? "changed" : kind === 2 ? "beside" : "same" });
  const leftClass = kind === 1 && i ? "code del" : i ? "code" : "code none";
  const rightClass = kind && j ? "code ins" : j ? "code" : "code none";
  row.append(
    el("td", { class: "line" }, i ? String(i) : ""),
    el("td", { class: leftClass }, kind === 1 && i ? sr("removed: ") : null, el("code", null, tokens(left, "del"))),
    why(list, row),
    el("td", { class: "line" }, j ? String(j) : ""),
    el("td", { class: rightClass }, kind && j ? sr("added: ") : null, el("code", null, tokens(right, "ins"))));
  if (i) view.rowsLeft.set(`${cell}:${i}`, row);
  if (j) view.rowsRight.set(`${cell}:${j}`, row);
  row.uses = list;
  return row;
}

function hasReason(cell, i, j) {
  return view.lines.left.has(`${cell}:${i}`) || view.lines.right.has(`${cell}:${j}`);
}

function equalRows(cell, block, first, last) {
  const [, i, j, lines] = block;
  const keep = lines.map((_, n) => (!first && n < CONTEXT) || (!last && n >= lines.length - CONTEXT));
  lines.forEach((_, n) => {
    if (hasReason(cell, i + n, j + n)) for (let m = Math.max(0, n - 2); m <= Math.min(lines.length - 1, n + 2); m++) keep[m] = true;
  });
  const rows = [];
  for (let n = 0; n < lines.length; ) {
    let end = n;
    while (end < lines.length && keep[end] === keep[n]) end++;
    if (keep[n] || end - n < 4) {
      for (let m = n; m < end; m++) rows.push(makeRow(0, cell, i + m, j + m, lines[m], lines[m]));
    } else rows.push(fold(cell, i, j, lines, n, end));
    n = end;
  }
  return rows;
}

function fold(cell, i, j, lines, start, end) {
  const text = `${count(end - start, "unchanged line")}`;
  const row = el("tr", { class: "fold" });
  const open = () => {
    if (!row.parentNode) return [];
    const rows = [];
    for (let m = start; m < end; m++) rows.push(makeRow(0, cell, i + m, j + m, lines[m], lines[m]));
    row.replaceWith(...rows);
    return rows;
  };
  row.append(el("td", { colspan: "5" }, el("button", {
    type: "button", class: "more",
    click: () => { const rows = open(); if (rows[0]) { rows[0].tabIndex = -1; rows[0].focus(); } },
  }, `⋯ ${text}`)));
  view.folds.push({ cell, i: i + start, j: j + start, n: end - start, open });
  return row;
}

function cellTable(cell, number) {
  view.codes = "";
  const file = report.files[number];
  const n = cell.n === null ? -1 : cell.n;
  const body = el("tbody");
  cell.b.forEach((block, at) => {
    if (block[0] === 0) body.append(...equalRows(n, block, at === 0, at === cell.b.length - 1));
    else {
      const rows = block[1].map(([i, j, left, right]) => makeRow(block[0], n, i, j, left, right));
      let last = [];
      const every = [...new Set(rows.flatMap((row) => row.uses))];
      for (const row of rows) {
        if (row.uses.length) last = row.uses;
        row.own = last.length ? last : every;
        row.addEventListener("click", (event) => {
          if (event.target.closest("button, a") || String(getSelection())) return;
          if (row.own.length) select(row.own, row);
        });
      }
      if (rows.length) view.hunks.push(rows);
      body.append(...rows);
    }
  });
  lend(body);
  const from = file.o ? report.files[file.o[0]] : null;
  return el("table", { class: "diff" },
    el("caption", { class: "sr" }, `${file.p}${n >= 0 ? `, cell ${n}` : ""}: v1 and v2`),
    el("colgroup", null, ["line", "code", "why", "line", "code"].map((name) => el("col", { class: name }))),
    el("thead", null, el("tr", null,
      el("th", { scope: "col", class: "line" }, sr("v1 line")),
      el("th", { scope: "col" }, from ? `v1: ${from.p}, where it comes from` : "v1"),
      el("th", { scope: "col" }, "Why"),
      el("th", { scope: "col", class: "line" }, sr("v2 line")),
      el("th", { scope: "col" }, from ? "v2: this new file" : "v2"))),
    body);
}

// What was only added, as a TODO above its statement, has the reasons of the line below it, else of the one above.
function lend(body) {
  for (const rows of view.hunks) {
    if (rows[0].parentNode !== body || rows.some((row) => row.uses.length)) continue;
    const near = [rows[rows.length - 1].nextElementSibling, rows[0].previousElementSibling];
    const lender = near.find((row) => row && row.uses && row.uses.length);
    if (!lender) continue;
    for (const row of rows) row.own = lender.uses;
    view.codes = "";
    rows[0].querySelector(".why").replaceWith(why(lender.uses, rows[0]));
  }
}

function cellSection(cell, number) {
  if (cell.n === null) return cellTable(cell, number);
  const changed = cell.b.some((block) => block[0]);
  const marked = usesOf[number].some((use) => use.cell === cell.n);
  const title = [`Cell ${cell.n}`, el("span", { class: "quiet" }, ` ${cell.k}${changed ? ", changed" : ""}`)];
  if (changed || marked) return el("section", { class: "cell changed", "aria-label": `Cell ${cell.n}` }, el("h3", null, title), cellTable(cell, number));
  const first = cell.b[0] && cell.b[0][3][0] ? cell.b[0][3][0].filter((_, n) => n % 2).join("") : "";
  const details = el("details", { class: "cell" },
    el("summary", null, title, " ", el("code", { class: "first" }, first.slice(0, 100))));
  details.addEventListener("toggle", () => {
    details.append(el("pre", { class: "plain", tabindex: "0" }, cell.b.flatMap((block) => block[3] || []).map((line) => [tokens(line, "span"), "\n"])));
  }, { once: true });
  return details;
}

function fileView(number) {
  const file = report.files[number];
  const [kind, glyph, words] = statusOf(number);
  const code = codeOf(number);
  view = {
    number, from: file.o || null, lines: linesOf(number), rowsLeft: new Map(), rowsRight: new Map(), folds: [], hunks: [],
    selected: [], at: -1, codes: "",
  };
  const beside = added.get(number) || [];
  const head = [
    el("h2", { tabindex: "-1", class: "path" }, el("span", { class: `mark ${kind}`, "aria-hidden": "true" }, glyph), " ", file.p, sr(`, ${words}`)),
    el("p", { class: "quiet" },
      file.o ? ["New file, from ", file.o[0] >= 0 ? link({ file: report.files[file.o[0]].p, line: file.o[2], cell: file.o[1] }, place1({ file: file.o[0], cell: file.o[1], line: file.o[2] })) : "v1 code", ". "] : `${words}. `,
      usesOf[number].length ? `${count(usesOf[number].length, "use")} of v1. ` : "",
      beside.length ? ["New files from it: ", beside.map((other, n) => [n ? ", " : "", fileLink(other)]), "."] : ""),
    file.e ? el("p", { class: "error" }, file.e) : null,
  ];
  if (!code) {
    const reason = file.s === "unchanged" ? "Nothing in this file changes." : !report.code
      ? "This report was made without the code." : "There is no code to show.";
    return [...head, el("p", null, reason), usesOf[number].length ? reasonList(usesOf[number], number) : null];
  }
  return [...head,
    el("div", { class: "toolbar no-print" },
      el("button", { type: "button", click: () => step(-1) }, "↑ Previous change"),
      el("button", { type: "button", click: () => step(1) }, "↓ Next change"),
      el("button", { type: "button", click: unfoldAll }, "Unfold all"),
      code.x ? null : el("span", { class: "quiet" }, "Secrets are masked.")),
    el("div", { class: "review" },
      el("div", { class: "cells" }, code.c.map((cell) => cellSection(cell, number))),
      el("aside", { id: "reasons", "aria-label": "Reasons", tabindex: "0" }, reasonsOverview(number)))];
}

function unfoldAll() {
  for (const each of view.folds) each.open();
  for (const each of document.querySelectorAll("details.cell")) each.open = true;
}

// The row of a line, unfolded if need be.
function rowOf(side, cell, line) {
  const rows = side === "v1" ? view.rowsLeft : view.rowsRight;
  const key = `${cell}:${line}`;
  if (!rows.has(key)) {
    const start = side === "v1" ? "i" : "j";
    const around = view.folds.find((each) => each.cell === cell && each[start] <= line && line < each[start] + each.n);
    if (around) around.open();
  }
  return rows.get(key);
}

// To the next or the previous run of changed lines.
function step(by) {
  if (!view || !view.hunks.length) return;
  view.at = Math.max(0, Math.min(view.hunks.length - 1, view.at + by));
  const rows = view.hunks[view.at];
  const row = rows.find((each) => each.uses.length) || rows[0];
  select(row.own, row, view.hunks[view.at]);
  row.scrollIntoView({ block: "center" });
  const button = row.querySelector("button");
  if (button) button.focus({ preventScroll: true });
}
