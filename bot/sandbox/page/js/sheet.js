// The spreadsheet, as a person has it open in another window: every cell can be typed into while the bot works.

import { post, Refused } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { menu } from "./popover.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const SPARE_ROWS = 6;
const LEAST_COLUMNS = 6;
const box = () => document.getElementById("pane-sheet");

/** A column's letters: 1 is A, 27 is AA. */
export function letters(column) {
  let name = "";
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

let table = null;
let bar = null;
let at = { row: 1, column: 1 };
let editing = null;
let shown = [];

async function change(operation) {
  try {
    await post("sheet", operation);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "trouble");
  }
}

/** Builds the pane; `hide` closes it. */
export function drawSheet(hide) {
  shown = [];
  editing = null;
  bar = h("input", { class: "sheet-bar-text", "aria-label": t("sheet.bar", { cell: "A1" }), spellcheck: "false", autocomplete: "off",
    onkeydown: (event) => {
      if (event.key === "Enter") {
        change({ op: "set", ...at, value: bar.value });
        cell(at.row, at.column)?.focus();
      } else if (event.key === "Escape") cell(at.row, at.column)?.focus();
    } });
  table = h("table", { class: "grid", role: "grid", "aria-label": state.sheet.title }, h("thead", {}), h("tbody", {}));
  table.addEventListener("keydown", keys);
  table.addEventListener("dblclick", (event) => {
    const target = event.target.closest("td[data-row]");
    if (target) edit(target);
  });
  table.addEventListener("focusin", (event) => {
    const target = event.target.closest("td[data-row]");
    if (target) choose(target);
  });
  fill(box(),
    h("header", { class: "pane-head sheet-head" }, icon("grid", 17), h("h2", { id: "sheet-title" }, state.sheet.title), h("span", { class: "muted sheet-shared" }, t("sheet.shared")),
      h("button", { type: "button", class: "icon-button", "aria-label": t("pane.close"), "data-pane-close": "sheet", onclick: hide }, icon("close", 15))),
    h("div", { class: "sheet-bar" }, h("span", { class: "sheet-where", id: "sheet-where" }, "A1"), bar),
    h("div", { class: "grid-scroll", id: "grid-scroll" }, table),
    h("footer", { class: "sheet-foot" }, h("span", { class: "sheet-tab" }, state.sheet.worksheet), h("span", { class: "sheet-conflicts", id: "sheet-conflicts" }), h("span", { class: "muted", id: "sheet-rows" })));
  syncSheet();
}

const cell = (row, column) => table.querySelector(`td[data-row="${row}"][data-col="${column}"]`);
const text = (row, column) => state.sheet.rows[row - 1]?.[column - 1] ?? "";

/** Brings the grid in line with the state; `cells` are those just written, `by` whom. */
export function syncSheet({ cells = [], by = "" } = {}) {
  if (!table) return;
  const { rows } = state.sheet;
  const columns = Math.max(LEAST_COLUMNS, ...rows.map((row) => row.length));
  const count = rows.length + SPARE_ROWS;
  const body = table.tBodies[0];
  if (table.tHead.rows[0]?.cells.length !== columns + 1) {
    fill(table.tHead, h("tr", {}, h("th", { class: "corner" }), Array.from({ length: columns }, (_, index) => columnHead(index + 1))));
    body.replaceChildren();
    shown = [];
  }
  while (body.rows.length < count) body.append(drawRow(body.rows.length + 1, columns));
  while (body.rows.length > count) body.lastChild.remove();
  for (let row = 1; row <= count; row += 1) {
    for (let column = 1; column <= columns; column += 1) {
      const value = text(row, column);
      if (shown[row]?.[column] === value) continue;
      (shown[row] ??= [])[column] = value;
      const node = body.rows[row - 1].cells[column];
      if (editing?.node !== node) put(node, value);
    }
  }
  shown.length = count + 1;
  header();
  markConflicts();
  if (by === "person") table.querySelectorAll("td[data-written-by='api']").forEach((node) => delete node.dataset.writtenBy); // rows may have moved
  for (const [row, column] of cells) flash(body.rows[row - 1]?.cells[column], by);
  const first = by === "api" && cells.length && body.rows[cells[0][0] - 1]?.cells[cells[0][1]];
  if (first) first.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "smooth" });
  document.getElementById("sheet-rows").textContent = t("sheet.rows", { count: rows.length });
  if (document.activeElement !== bar) bar.value = text(at.row, at.column);
}

function put(node, value) {
  node.textContent = value;
  node.title = value.length > 18 ? value : "";
}

function header() {
  const { header_row: headerRow = 1, rows } = state.sheet;
  [...table.tBodies[0].rows].forEach((row, index) => row.classList.toggle("header-row", index + 1 === headerRow && rows.length > 0));
}

/** Makes the cells stand out that hold another token than the bot is to write: a person decides. */
export function markConflicts() {
  if (!table?.isConnected) return;
  const { header_row: headerRow = 1, rows } = state.sheet;
  const [slug, token] = ["SLUG PONGO", "TOKEN PONGO"].map((name) => (rows[headerRow - 1] ?? []).indexOf(name) + 1);
  const bySlug = new Map(state.conflicts.map((one) => [one.slug, one]));
  const found = [];
  for (let row = headerRow + 1; slug && token && row <= rows.length; row += 1) {
    const conflict = text(row, token) && bySlug.get(text(row, slug));
    if (conflict) found.push([cell(row, token), conflict]);
  }
  const nodes = new Map(found.filter(([node]) => node));
  table.querySelectorAll("td.conflict").forEach((node) => {
    if (nodes.has(node)) return;
    node.classList.remove("conflict");
    node.removeAttribute("aria-description");
    put(node, node.textContent);
  });
  nodes.forEach((conflict, node) => {
    const words = t("sheet.conflict", { reference: conflict.reference });
    node.classList.add("conflict");
    node.title = words;
    node.setAttribute("aria-description", words);
  });
  fill(document.getElementById("sheet-conflicts"), nodes.size > 0 && h("button", { type: "button", class: "conflict-count", "data-conflicts": nodes.size,
    onclick: () => [...nodes.keys()][0].focus() }, icon("alert", 13), t(nodes.size === 1 ? "sheet.conflicts_1" : "sheet.conflicts_n", { count: nodes.size })));
}

function flash(node, by) {
  if (!node) return;
  const name = by === "api" ? "written-bot" : "written-person";
  node.classList.remove("written-bot", "written-person");
  void node.offsetWidth; // restarts the animation where the cell is written twice in a row
  node.classList.add(name);
  node.dataset.writtenBy = by;
}

function columnHead(column) {
  const name = letters(column);
  const button = h("button", { type: "button", tabindex: "-1", "data-column-menu": column, "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": t("sheet.column_menu", { column: name }), onclick: () => menu(button, [
      { label: t("sheet.sort"), data: { "data-sort": column }, action: () => change({ op: "sort", column }) },
      { label: t("sheet.sort_back"), data: { "data-sort-back": column }, action: () => change({ op: "sort", column, descending: true }) },
    ], t("sheet.column_menu", { column: name })) }, name, icon("down", 10));
  return h("th", { scope: "col", "data-column": column }, button);
}

function drawRow(row, columns) {
  const button = h("button", { type: "button", tabindex: "-1", "data-row-menu": row, "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": t("sheet.row_menu", { row }), onclick: () => menu(button, [
      { label: t("sheet.row_above"), data: { "data-insert": row }, action: () => change({ op: "insert_row", row }) },
      { label: t("sheet.row_below"), data: { "data-insert": row + 1 }, action: () => change({ op: "insert_row", row: row + 1 }) },
      { label: t("sheet.row_delete", { row }), danger: true, data: { "data-delete": row }, action: () => change({ op: "delete_row", row }) },
    ], t("sheet.row_menu", { row })) }, String(row));
  return h("tr", { "data-sheet-row": row }, h("th", { scope: "row" }, button),
    Array.from({ length: columns }, (_, index) => h("td", { tabindex: row === at.row && index + 1 === at.column ? "0" : "-1", "data-row": row, "data-col": index + 1,
      "aria-label": null, role: "gridcell" })));
}

function choose(node) {
  table.querySelectorAll("td.chosen").forEach((one) => {
    one.classList.remove("chosen");
    one.tabIndex = -1;
  });
  node.classList.add("chosen");
  node.tabIndex = 0;
  at = { row: Number(node.dataset.row), column: Number(node.dataset.col) };
  const name = `${letters(at.column)}${at.row}`;
  document.getElementById("sheet-where").textContent = name;
  bar.setAttribute("aria-label", t("sheet.bar", { cell: name }));
  bar.value = text(at.row, at.column);
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function keys(event) {
  const node = event.target.closest("td[data-row]");
  if (!node || editing || event.target !== node) return;
  const step = STEPS[event.key];
  if (step) {
    event.preventDefault();
    cell(at.row + step[0], at.column + step[1])?.focus();
  } else if (event.key === "Enter" || event.key === "F2") {
    event.preventDefault();
    edit(node);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    change({ op: "set", ...at, value: "" });
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    edit(node, event.key);
  }
}

/** Turns a cell into a text box; `typed` replaces what it holds, as typing over a cell does. */
function edit(node, typed) {
  const { row, column } = { row: Number(node.dataset.row), column: Number(node.dataset.col) };
  const before = text(row, column);
  const input = h("input", { class: "cell-input", value: typed ?? before, spellcheck: "false", autocomplete: "off", "aria-label": t("sheet.cell", { cell: `${letters(column)}${row}` }) });
  editing = { node };
  fill(node, input);
  input.focus();
  if (typed === undefined) input.select();
  const finish = (keep, step) => {
    if (editing?.node !== node) return;
    editing = null;
    const { value } = input;
    put(node, keep ? value : text(row, column));
    if (keep && value !== before) change({ op: "set", row, column, value });
    else put(node, text(row, column));
    if (step) (cell(row + step[0], column + step[1]) ?? node).focus();
  };
  input.addEventListener("blur", () => finish(true));
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const step = { Enter: [1, 0], Tab: [0, event.shiftKey ? -1 : 1], Escape: [0, 0] }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    finish(event.key !== "Escape", step);
  });
}
