// The proof of a pipeline, and its graphs.

function pipelinesView() {
  return [el("h2", { tabindex: "-1" }, "Pipelines"), pipelineTable() || el("p", null, "No pipeline was found.")];
}

function codePlace(side, path, line, cell) {
  if (!path) return null;
  const text = `${path}${cell >= 0 ? ` cell ${cell}` : ""}${line ? `:${line}` : ""}`;
  const known = fileNumbers.has(path);
  return known ? link({ file: path, line, cell, side }, `${side} ${text}`) : `${side} ${text}`;
}

function sideOfNode(side, node) {
  if (!node) return el("div", null, el("h4", null, side), el("p", { class: "quiet" }, "This side has no such step."));
  const [title, kind, path, line, cell] = node;
  return el("div", null,
    el("h4", null, `${side}: ${title}`), el("p", null, codePlace(side, path, line, cell), kind ? ` (${kind})` : ""),
    excerpt(side, path, cell, line));
}

function graphs(pipeline) {
  const graph = pipeline.g;
  if (!graph || !graph.nodes.length) return null;
  const panel = el("div", { id: "node", class: "node-code", "aria-live": "polite" },
    el("p", { class: "quiet" }, "Select a step to see its code on both sides."));
  const choose = (number) => {
    const [, , v1, v2, texts, fine] = graph.nodes[number];
    for (const each of document.querySelectorAll("g.node")) {
      each.setAttribute("aria-pressed", String(Number(each.dataset.node) === number));
    }
    panel.replaceChildren(
      texts.length ? el("ul", { class: fine ? "" : "error" }, texts.map((text) => el("li", null, text))) : "",
      el("div", { class: "two" }, sideOfNode("v1", v1), sideOfNode("v2", v2)));
    panel.scrollIntoView({ block: "nearest" });
  };
  const origin = { code: "read from the code", sdk: "built by the real SDK" };
  const half = (side, name) => el("figure", null,
    el("figcaption", null, el("b", null, name), graph[side] ? el("span", { class: "quiet" }, ` ${origin[graph[side]]}`) : ""),
    graph[side] ? el("div", { class: "canvas", tabindex: "0", role: "group", "aria-label": `${name}, scrolls` }, drawSide(graph, side, choose)) : el("p", { class: "quiet" }, "Not known."));
  const states = [...new Set(graph.nodes.map(nodeState))];
  return el("section", { "aria-labelledby": "h-graph" },
    el("h3", { id: "h-graph" }, "Graphs"),
    el("ul", { class: "key" }, (graph.v1 && graph.v2 ? states : ["equal"]).map((state) => el("li", { class: state }, graph.v1 && graph.v2 ? STATE_WORDS[state] : "one side only")),
      el("li", { class: "dashes" }, "dashed line: ordering without data"), graph.v1 && graph.v2 ? el("li", { class: "coloured" }, "coloured line: only on this side, or of another kind") : null),
    el("div", { class: "two graphs" }, half("v1", "SDK v1"), half("v2", "SDK v2")),
    panel,
    graphTable(graph));
}

function graphTable(graph) {
  const name = (side) => (side ? side[0] : "nothing");
  return el("details", null, el("summary", null, "The graphs as a table"),
    el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Graphs as a table" }, el("table", { class: "grid" },
      el("caption", { class: "sr" }, "Steps and what goes before them"),
      el("thead", null, el("tr", null, ["v1 step", "v2 node", "State", "Comes after (v1)", "Comes after (v2)"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", null, graph.nodes.map((node, number) => {
        const after = (at) => graph.edges.filter((edge) => edge[1] === number && edge[2 + at] !== null)
          .map((edge) => `${name(graph.nodes[edge[0]][2 + at])}${edge[2 + at] ? ` (${edge[2 + at]})` : " (ordering)"}`).join(", ");
        return el("tr", null, el("th", { scope: "row" }, name(node[2])), el("td", null, name(node[3])),
          el("td", null, STATE_WORDS[nodeState(node)]), el("td", null, after(0)), el("td", null, after(1)));
      })))));
}

function section(title, lines, none) {
  if (!lines.length) return none ? el("section", null, el("h3", null, title), el("p", null, none)) : null;
  return el("section", null, el("h3", null, title), el("ul", null, lines.map((line) => el("li", null, line))));
}

function pipelineView(number) {
  const pipeline = report.pipelines[number];
  if (!pipeline) return [el("h2", { tabindex: "-1" }, "No such pipeline")];
  const reached = LEVELS.indexOf(pipeline.l);
  return [
    el("h2", { tabindex: "-1", class: "path" }, pipeline.n),
    el("p", null,
      pipeline.v1 ? codePlace("v1", pipeline.v1[0], pipeline.v1[1], pipeline.v1[2] ?? -1) : "", pipeline.v1 && pipeline.v2 ? " → " : "",
      pipeline.v2 ? codePlace("v2", pipeline.v2[0], pipeline.v2[1], pipeline.v2[2] ?? -1) : pipeline.v1 ? " → a person must write it" : ""),
    ladder((level) => (LEVELS.indexOf(level) <= reached ? 1 : 0), 1),
    pipeline.r ? el("p", { class: "error" }, `Not higher: ${pipeline.r}`) : null,
    graphs(pipeline),
    section("Differences", pipeline.d, pipeline.l === "equivalent" || pipeline.l === "runs" ? "None: the graphs are equal." : ""),
    section("Differences that v2 cannot avoid, told of by a reason", pipeline.x, ""),
    section("Not provable offline: look at it in the workspace", pipeline.np, pipeline.np.length ? "" : "Nothing was listed at this level."),
  ];
}
