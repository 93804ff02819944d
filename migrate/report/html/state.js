// What the report says, and what the reader has chosen.

const report = JSON.parse(byId("contents").textContent);
const OUTCOMES = ["manual", "changed", "dropped", "converted"];
const MEANING = {
  manual: "a person must act",
  changed: "v2 behaves differently",
  dropped: "has no effect in v2",
  converted: "means the same in v2",
};
const GLYPH = { manual: "!", changed: "≈", dropped: "−", converted: "✓" };
const LEVELS = ["parsed", "conforming", "builds", "equivalent", "runs"];

const uses = report.uses.map(([reason, file, cell, line, out, key], number) => {
  const [code, outcome, kind, symbol, name, v2, message, url] = report.reasons[reason];
  return { number, file, cell, line, out, key, code, outcome, kind, symbol, name, v2, message, url };
});
const usesOf = report.files.map(() => []);
for (const use of uses) if (use.file >= 0) usesOf[use.file].push(use);
const fileNumbers = new Map(report.files.map((file, number) => [file.p, number]));
const added = new Map();
report.files.forEach((file, number) => {
  if (file.o) added.set(file.o[0], [...(added.get(file.o[0]) || []), number]);
});

function worst(list) {
  return OUTCOMES.find((outcome) => list.some((use) => use.outcome === outcome)) || "";
}

function what(use) {
  const short = use.symbol.split(".").slice(-2).join(".");
  return use.name && !short.endsWith("." + use.name) ? `${short}: ${use.name}` : short;
}

// The code of a file is read when it is looked at.
const codes = new Map();

function codeOf(number) {
  if (!codes.has(number)) {
    const block = byId(`code-${number}`);
    codes.set(number, block ? JSON.parse(block.textContent) : null);
  }
  return codes.get(number);
}

// Marks stay in the browser where it lets them; without that they last as long as the page.
const memory = new Map();
const place = `azureml-migrate ${location.pathname} `;

function stored(key) {
  try {
    return localStorage.getItem(place + key);
  } catch {
    return memory.get(key) || null;
  }
}

function store(key, value) {
  memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(place + key);
    else localStorage.setItem(place + key, value);
  } catch {
    // private windows refuse
  }
}

function isReviewed(use) {
  return stored(`reviewed ${use.key}`) === "1";
}

function setReviewed(use, yes) {
  store(`reviewed ${use.key}`, yes ? "1" : null);
}

// The filter

const filter = { text: "", file: "", code: "", outcomes: new Set() };

function filtering() {
  return Boolean(filter.text || filter.file || filter.code || filter.outcomes.size);
}

function fileMatches(number) {
  return !filter.file || (report.files[number] && report.files[number].p.toLowerCase().includes(filter.file));
}

function matches(use) {
  if (filter.outcomes.size && !filter.outcomes.has(use.outcome)) return false;
  if (filter.code && use.code !== filter.code) return false;
  if (!fileMatches(use.file)) return false;
  if (!filter.text) return true;
  const text = `${use.code} ${use.symbol} ${use.name} ${use.v2} ${use.message}`.toLowerCase();
  return text.includes(filter.text);
}

// All code of a file on both sides, to be searched; made when it is first asked for.
const texts = new Map();

function textOf(number) {
  if (!texts.has(number)) {
    const block = byId(`code-${number}`);
    const lines = [];
    const add = (line) => lines.push(line.filter((_, n) => n % 2).join(""));
    for (const cell of block ? JSON.parse(block.textContent).c : []) {
      for (const part of cell.b) {
        if (part[0] === 0) part[3].forEach(add);
        else for (const row of part[1]) [row[2], row[3]].forEach(add);
      }
    }
    texts.set(number, lines.join("\n").toLowerCase());
  }
  return texts.get(number);
}

function codeHolds(number) {
  return Boolean(filter.text) && textOf(number).includes(filter.text);
}

// A file is listed when a use in it matches, or when only its name or its code is asked for.
function listed(number) {
  if (!fileMatches(number)) return false;
  if (usesOf[number].some(matches)) return true;
  if (filter.outcomes.size || filter.code) return false;
  return !filter.text || report.files[number].p.toLowerCase().includes(filter.text) || codeHolds(number);
}
