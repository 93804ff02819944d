// Making elements. Text is always set as text, so nothing in it is ever markup.

function byId(id) {
  return document.getElementById(id);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many || one + "s"}`;
}

function sr(text) {
  return el("span", { class: "sr" }, text);
}

// Official pages are linked; anything else that got into a report is only shown.
function official(url, text) {
  if (!url.startsWith("https://")) return null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text || "Official guide");
}

// A long list in parts: a person reads the first ones, and a browser need not make thousands at once.
function inParts(list, items, make, size) {
  let next = 0;
  const more = el("button", { type: "button", class: "more" });
  function add() {
    const part = items.slice(next, next + size);
    next += part.length;
    list.append(...part.map(make));
    if (next < items.length) more.textContent = `Show more (${(items.length - next).toLocaleString("en")} left)`;
    else more.remove();
  }
  more.addEventListener("click", () => {
    const last = list.lastElementChild;
    add();
    const target = last && last.nextElementSibling && last.nextElementSibling.querySelector("a, button, input");
    if (target) target.focus();
  });
  add();
  return next < items.length ? [list, more] : [list];
}
