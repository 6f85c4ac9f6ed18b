// The panes beside Slack: which are shown, how much room they have, and those that are plain lists.

import { drawCalls } from "./calls.js";
import { fill, h, icon } from "./dom.js";
import * as i18n from "./i18n.js";
import { t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { drawPongo, syncPongo } from "./pongo.js";
import { drawSheet, markConflicts } from "./sheet.js";
import { state } from "./state.js";

export const PANES = ["sheet", "pongo", "calls", "mailbox", "outbox", "audit"];
const NARROW = matchMedia("(max-width: 900px)");
let shown = new Set(recall("panes", NARROW.matches ? [] : ["sheet", "calls"]));
if (NARROW.matches) shown = new Set();

const node = (name) => document.getElementById(`pane-${name}`);
const DRAW = { sheet: drawSheet, pongo: drawPongo, calls: drawCalls, mailbox: drawMailbox, outbox: drawOutbox, audit: drawAudit };

/** Whether a pane is shown. */
export const paneShown = (name) => shown.has(name);

/** Shows or hides a pane. Beside the sheet there is room for one other; on a narrow screen for one at all. */
export function togglePane(name, wanted = !shown.has(name)) {
  if (wanted) {
    for (const other of PANES) if (other !== name && (NARROW.matches || (name !== "sheet" && other !== "sheet"))) shown.delete(other);
    shown.add(name);
  } else shown.delete(name);
  if (!NARROW.matches) remember("panes", [...shown]);
  drawPanes();
}

/** Draws the panes that are shown. */
export function drawPanes() {
  document.body.classList.remove("menu-open");
  for (const name of PANES) {
    const visible = shown.has(name);
    node(name).hidden = !visible;
    if (visible) DRAW[name](() => togglePane(name, false));
    else node(name).replaceChildren();
  }
  document.body.classList.toggle("no-panes", shown.size === 0);
  document.getElementById("split").hidden = shown.size < 2;
  drawPaneButtons();
}

const SIGNS = { sheet: "grid", pongo: "shop", calls: "calls", mailbox: "mail", outbox: "outbox", audit: "audit" };

/** The buttons that show and hide the panes. */
export function drawPaneButtons() {
  const waiting = { mailbox: state.mailbox.length, outbox: state.outbox.length };
  const buttons = PANES.map((name) =>
    h("button", { type: "button", class: "pane-button", "aria-pressed": String(shown.has(name)), "data-pane": name, title: t(`pane.${name}`), onclick: () => togglePane(name) },
      icon(SIGNS[name], 16), h("span", {}, t(`pane.${name}`)), waiting[name] > 0 && h("span", { class: "badge" }, waiting[name])));
  const slack = h("button", { type: "button", class: "pane-button pane-button-slack", "aria-pressed": String(shown.size === 0), "data-pane": "slack", onclick: () => {
    shown.clear();
    drawPanes();
  } }, icon("chat", 16), h("span", {}, t("pane.slack")));
  fill(document.getElementById("pane-buttons"), slack, buttons);
}

/** Draws again the lists that come from the bot itself. */
export function syncProbe() {
  if (shown.has("pongo")) syncPongo();
  if (shown.has("sheet")) markConflicts();
  for (const name of ["mailbox", "outbox", "audit"]) if (shown.has(name)) DRAW[name](() => togglePane(name, false));
  drawPaneButtons();
}

function listPane(name, items, row, hide) {
  const before = node(name).querySelector(".rows")?.scrollTop ?? 0;
  const opened = new Set([...node(name).querySelectorAll("details[open]")].map((one) => one.dataset.key));
  const rows = h("div", { class: "rows" }, items.length ? items.map(row) : h("p", { class: "pane-empty" }, t(`${name}.empty`)));
  fill(node(name),
    h("header", { class: "pane-head" }, icon(SIGNS[name], 17), h("h2", {}, t(`pane.${name}`)), h("span", { class: "muted" }, items.length || ""),
      h("button", { type: "button", class: "icon-button", "aria-label": t("pane.close"), "data-pane-close": name, onclick: hide }, icon("close", 15))),
    rows);
  rows.querySelectorAll("details").forEach((one) => { one.open = opened.has(one.dataset.key); });
  rows.scrollTop = before;
}

function moment(at) {
  const date = typeof at === "number" ? new Date(at * 1000) : new Date(at);
  return Number.isNaN(date.getTime()) ? String(at ?? "") : `${i18n.shortDay(date)} ${i18n.seconds(date)}`;
}

function drawMailbox(hide) {
  listPane("mailbox", [...state.mailbox].reverse(), (mail, index) =>
    h("details", { class: "mail", "data-mail": mail.message_id ?? index, "data-key": mail.message_id ?? String(index) },
      h("summary", {}, h("strong", {}, mail.subject ?? ""), h("time", { class: "muted" }, moment(mail.at)), h("span", { class: "muted mail-to" }, `${t("mailbox.to")} ${[mail.to ?? []].flat().join(", ")}`)),
      h("dl", { class: "mail-head" }, [["mailbox.from", mail.from], ["mailbox.to", mail.to], ["mailbox.cc", mail.cc]].map(([key, value]) =>
        value && [h("dt", {}, t(key)), h("dd", {}, [value].flat().join(", "))])),
      h("pre", { class: "mail-body" }, mail.body ?? mail.text ?? "")), hide);
}

const HIDDEN = new Set(["id", "effect_id", "kind", "state", "reference", "request_id", "at", "due", "actor", "action", "from_state", "to_state", "reason"]);
const name = (id) => state.people.find((one) => one.id === id)?.display ?? id;
const rest = (item) => Object.entries(item).filter(([key, value]) => !HIDDEN.has(key) && value !== null && value !== "" && typeof value !== "object")
  .map(([key, value]) => h("span", { class: "fact" }, `${key}: ${value}`));

function drawOutbox(hide) {
  listPane("outbox", state.outbox, (item) =>
    h("div", { class: "row", "data-effect": item.effect_id ?? item.id }, h("strong", {}, item.kind ?? ""), h("span", {}, item.reference ?? item.request_id ?? ""),
      item.state && h("span", { class: "state" }, item.state), item.due && h("time", { class: "muted" }, moment(item.due)), h("div", { class: "facts" }, rest(item))), hide);
}

function drawAudit(hide) {
  listPane("audit", [...state.audit].reverse(), (item) =>
    h("div", { class: "row", "data-audit": item.id ?? item.at }, h("time", { class: "muted" }, moment(item.at)), h("strong", {}, item.reference ?? item.request_id ?? ""),
      h("span", {}, `${name(item.actor) ?? ""} · ${item.action ?? ""}`), h("span", { class: "state" }, `${item.from_state ?? "–"} → ${item.to_state ?? "–"}`),
      item.reason && h("q", {}, item.reason)), hide);
}

/** Lets the border between Slack and the panes, and the one between two panes, be dragged or moved with the arrow keys. */
export function startResizing() {
  resizer("resize", "--panes", recall("width", 44), (event) => 100 - (event.clientX / innerWidth) * 100, { ArrowLeft: 2, ArrowRight: -2 }, "width");
  resizer("split", "--upper", recall("height", 60), (event) => {
    const { top, height } = document.getElementById("panes").getBoundingClientRect();
    return ((event.clientY - top) / height) * 100;
  }, { ArrowUp: -3, ArrowDown: 3 }, "height");
}

function resizer(id, property, first, measure, steps, key) {
  const handle = document.getElementById(id);
  let value = first;
  const set = (wanted) => {
    value = Math.min(75, Math.max(22, wanted));
    document.documentElement.style.setProperty(property, `${value}%`);
    handle.setAttribute("aria-valuenow", String(Math.round(value)));
    remember(key, value);
  };
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    document.body.classList.add("resizing");
  });
  handle.addEventListener("pointermove", (event) => handle.hasPointerCapture(event.pointerId) && set(measure(event)));
  handle.addEventListener("lostpointercapture", () => document.body.classList.remove("resizing"));
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    set(value + steps[event.key]);
  });
  set(value);
}
