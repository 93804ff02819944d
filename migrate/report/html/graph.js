// Both graphs of a pipeline on one grid: what is the same stands at the same place.

const BOX = { w: 176, h: 48, x: 24, y: 52, pad: 14 };

function cut(text, most) {
  return text.length > most ? text.slice(0, most - 1) + "…" : text;
}

function nodeState(node) {
  const [, , v1, v2, texts, fine] = node;
  if (!v1) return "new";
  if (!v2) return "lost";
  return texts.length ? (fine ? "excused" : "differs") : "equal";
}

const STATE_WORDS = {
  equal: "the same on both sides", differs: "differs", excused: "differs as the report says", new: "only in v2", lost: "only in v1",
};

function drawSide(graph, side, choose) {
  const at = side === "v1" ? 2 : 3;
  const edgeAt = side === "v1" ? 2 : 3;
  const columns = Math.max(...graph.nodes.map((node) => node[0])) + 1;
  const rows = Math.max(...graph.nodes.map((node) => node[1])) + 1;
  const far = graph.edges.some(([from, to]) => graph.nodes[to][1] - graph.nodes[from][1] > 1);
  const width = columns * (BOX.w + BOX.x) - BOX.x + 2 * BOX.pad + (far ? 130 : 0);
  const height = rows * (BOX.h + BOX.y) - BOX.y + 2 * BOX.pad;
  const spot = (node) => [BOX.pad + node[0] * (BOX.w + BOX.x), BOX.pad + node[1] * (BOX.h + BOX.y)];
  const tip = `tip-${side}`;
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, class: "graph", role: "group", width: width,
    "aria-label": `Graph of ${side}: ${count(graph.nodes.filter((node) => node[at]).length, "step")}`,
  }, svg("defs", null, ["equal", "other"].map((name) => svg("marker", {
    id: `${tip}-${name}`, viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "7", markerHeight: "7", orient: "auto", class: `tip ${name}`,
  }, svg("path", { d: "M0 0 8 4 0 8z" })))));
  const labels = [];
  for (const [from, to, ...names] of graph.edges) {
    const name = names[edgeAt - 2];
    if (name === null) continue;
    const other = names[3 - edgeAt];
    const state = !graph.v1 || !graph.v2 || (other !== null && Boolean(other) === Boolean(name)) ? "equal" : "other";
    const [x1, y1] = spot(graph.nodes[from]), [x2, y2] = spot(graph.nodes[to]);
    const long = graph.nodes[to][1] - graph.nodes[from][1] > 1;
    const aside = long ? 52 : 0;
    const a = [x1 + BOX.w / 2 + aside, y1 + BOX.h], b = [x2 + BOX.w / 2 + aside, y2];
    const bend = long ? BOX.w / 2 + BOX.x / 2 - aside : 0;
    const middle = [long ? Math.max(a[0], b[0]) + bend : (a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const path = long
      ? `M${a} C${a[0]} ${a[1] + 34} ${middle[0]} ${a[1] + 10} ${middle} S${b[0]} ${b[1] - 34} ${b}`
      : `M${a} C${a[0]} ${a[1] + BOX.y / 2} ${b[0]} ${b[1] - BOX.y / 2} ${b}`;
    picture.append(svg("path", { d: path, class: `edge ${state}${name ? "" : " order"}`, "marker-end": `url(#${tip}-${state})` }));
    labels.push(svg("text", { x: long ? middle[0] + 6 : a[0] * 0.5 + b[0] * 0.5, y: long ? middle[1] : a[1] * 0.5 + b[1] * 0.5 + 1, class: `label ${state}${long ? " long" : ""}` }, cut(name || "ordering", 26)));
  }
  graph.nodes.forEach((node, number) => {
    const [x, y] = spot(node);
    const mine = node[at];
    if (!mine) {
      picture.append(svg("rect", { x, y, width: BOX.w, height: BOX.h, rx: 7, class: "ghost" }));
      return;
    }
    const state = graph.v1 && graph.v2 ? nodeState(node) : "equal";
    const pick = () => choose(number);
    picture.append(svg("g", {
      class: `node ${state}`, role: "button", tabindex: "0", "data-node": number, "aria-pressed": "false",
      "aria-label": `${side} step ${mine[0]}: ${STATE_WORDS[state]}`,
      click: pick,
      keydown: (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          pick();
        }
      },
    }, svg("title", null, `${mine[0]}: ${STATE_WORDS[state]}`),
    svg("rect", { x, y, width: BOX.w, height: BOX.h, rx: 7 }),
    svg("text", { x: x + 10, y: y + 20, class: "title" }, cut(mine[0], 23)),
    svg("text", { x: x + 10, y: y + 37, class: "kind" }, cut(`${mine[1]}${state === "equal" ? "" : ` · ${STATE_WORDS[state]}`}`, 30))));
  });
  picture.append(...labels);
  return picture;
}

// A few lines of one side around a place, from the code that the report holds.
function excerpt(side, path, cell, line) {
  const number = fileNumbers.get(path);
  const code = number === undefined ? null : codeOf(number);
  const here = code && code.c.find((each) => (each.n === null ? -1 : each.n) === cell);
  if (!here || !line) return null;
  const found = new Map();
  for (const block of here.b) {
    if (block[0] === 0) block[3].forEach((text, n) => found.set((side === "v1" ? block[1] : block[2]) + n, text));
    else for (const [i, j, left, right] of block[1]) if (side === "v1" ? i : j) found.set(side === "v1" ? i : j, side === "v1" ? left : right);
  }
  const lines = [];
  for (let n = line; n < line + 14 && found.has(n); n++) {
    const text = found.get(n).filter((_, at) => at % 2).join("");
    if (n > line + 1 && !text.trim()) break;
    lines.push(el("span", { class: "numbered" }, el("span", { class: "nr" }, String(n)), tokens(found.get(n), "span"), "\n"));
  }
  return el("pre", { class: "plain", tabindex: "0", "aria-label": `${side} code of the step` }, lines);
}
