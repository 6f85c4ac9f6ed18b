// Builds DOM nodes from data. Text only ever becomes text nodes: nothing here parses HTML, so no message can inject any.

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "indeterminate", "readOnly", "required", "hidden", "inert"]);

/** A new element. `on…` attributes are listeners; null, undefined and false attributes are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") node.style.cssText = value; // an attribute would be refused by the page's own policy
    else if (PROPERTIES.has(name)) node[name] = value;
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  return add(node, children);
}

/** Appends strings and nodes, however nested in arrays, to `parent`. */
export function add(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    parent.append(child);
  }
  return parent;
}

/** Empties `parent` and fills it anew. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return add(parent, children);
}

/** The address if a browser may follow it, else null: `javascript:` and its like never become a link. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:", "slack:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a tab of its own, or the bare label where the address is not one to follow. */
export function link(address, ...label) {
  const href = safeUrl(address);
  const shown = label.length ? label : [address];
  if (!href) return h("span", {}, shown);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", title: address }, shown);
}

const PATHS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  close: "M5 5l14 14M19 5 5 19",
  down: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12 3 4l18 8-18 8 1-8zm0 0h9",
  bolt: "M13 2 4 14h7l-1 8 9-12h-7z",
  thread: "M4 5h16v11H11l-5 4v-4H4z",
  grid: "M3 5h18v14H3zM3 10h18M3 14.5h18M9 5v14",
  calls: "M4 8h14l-3-3M20 16H6l3 3",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  outbox: "M4 13v6h16v-6M12 15V4M8 8l4-4 4 4",
  audit: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M14 3v5h5",
  clock: "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2",
  sun: "M12 8a4 4 0 1 0 .01 0M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  restart: "M4 12a8 8 0 1 0 2.5-5.8M4 3v5h5",
  help: "M12 3a9 9 0 1 0 .01 0M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1 1-1.1 1.8M12 17h.01",
  storm: "M7 15a4.5 4.5 0 1 1 1-8.9A6 6 0 0 1 19.5 8 3.6 3.6 0 0 1 18 15M13 11l-3 5h4l-2 5",
  lock: "M6 11h12v10H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  eye: "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12zM12 9.2a2.8 2.8 0 1 0 .01 0",
  menu: "M4 6h16M4 12h16M4 18h16",
  plus: "M12 5v14M5 12h14",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  chat: "M4 5h16v12H9l-5 4z",
  file: "M6 3h9l4 4v14H6zM14 3v5h5",
  alert: "M12 4 2.5 20h19zM12 10v5M12 17.5h.01",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
  sort: "M7 4v16M3.5 16.5 7 20l3.5-3.5M13 6h8M13 11h6M13 16h4",
  shop: "M4 10v10h16V10M3 10l2-6h14l2 6zM9 20v-6h6v6",
  power: "M12 3v9M6.5 6.5a8 8 0 1 0 11 0",
};

/** A drawn sign, hidden from screen readers: the control that holds it carries the name. */
export function icon(name, size = 18) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const set = (node, values) => Object.entries(values).forEach(([key, value]) => node.setAttribute(key, value));
  set(svg, { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" });
  const path = document.createElementNS(space, "path");
  set(path, { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? 3 : 1.8,
    "stroke-linecap": "round", "stroke-linejoin": "round" });
  svg.append(path);
  return svg;
}

let counter = 0;
/** An id that no other node has. */
export const fresh = (prefix) => `${prefix}-${++counter}`;

/** The nodes within `root` that the Tab key reaches, in order. */
export function focusable(root) {
  const wanted = "a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex='0']";
  return [...root.querySelectorAll(wanted)].filter((node) => node.offsetParent !== null || node.getClientRects().length);
}
