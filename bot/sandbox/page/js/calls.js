// The call log: each call that reached an embedded service, newest first, with its JSON on demand.

import { read } from "./api.js";
import { fill, h, icon } from "./dom.js";
import * as i18n from "./i18n.js";
import { t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { state } from "./state.js";

const box = () => document.getElementById("pane-calls");
let service = recall("calls.service", "");
let cleared = 0;
let drawn = [];
let rows = null;
let services = [];
let hidePane = null;
const served = () => [...new Set(["slack", "google", ...state.calls.map((call) => call.service)])];

/** Builds the pane; `hide` closes it. */
export function drawCalls(hide) {
  drawn = [];
  hidePane = hide;
  rows = h("div", { class: "calls", id: "calls" });
  services = served();
  fill(box(),
    h("header", { class: "pane-head" }, icon("calls", 17), h("h2", {}, t("pane.calls")),
      h("div", { class: "filters", role: "group", "aria-label": t("calls.filter") }, ["", ...services].map((name) =>
        h("button", { type: "button", class: "filter", "aria-pressed": String(service === name), "data-calls-filter": name, onclick: () => {
          service = name;
          remember("calls.service", name);
          drawCalls(hide);
        } }, name ? name[0].toUpperCase() + name.slice(1) : t("calls.all")))),
      h("button", { type: "button", class: "icon-button", "aria-label": t("calls.clear"), title: t("calls.clear"), onclick: () => {
        cleared = state.calls.at(-1)?.number ?? 0;
        drawCalls(hide);
      } }, icon("trash", 15)),
      h("button", { type: "button", class: "icon-button", "aria-label": t("pane.close"), "data-pane-close": "calls", onclick: hide }, icon("close", 15))),
    rows);
  syncCalls();
}

/** Brings the list in line with the state. */
export function syncCalls() {
  if (!rows?.isConnected) return;
  if (served().length !== services.length) {
    drawCalls(hidePane);
    return;
  }
  const wanted = state.calls.filter((call) => call.number > cleared && (!service || call.service === service));
  if (!wanted.length) {
    drawn = [];
    fill(rows, h("p", { class: "pane-empty" }, t("calls.empty")));
    return;
  }
  if (!drawn.length) rows.replaceChildren();
  const known = new Set(drawn.map((entry) => entry.number));
  for (const call of wanted) {
    if (known.has(call.number)) continue;
    const node = row(call);
    rows.prepend(node);
    drawn.push({ number: call.number, node });
  }
  const kept = new Set(wanted.map((call) => call.number));
  drawn = drawn.filter((entry) => kept.has(entry.number) || entry.node.remove());
}

function row(call) {
  const failed = call.status >= 400 || call.status === 0 || call.error;
  const shown = call.error || call.status || "—";
  const details = h("details", { class: `call ${failed ? "call-failed" : ""}`, "data-call": call.number, "data-service": call.service, "data-method": call.method },
    h("summary", {},
      h("time", { class: "call-time" }, i18n.seconds(call.at * 1000)),
      h("span", { class: `call-service service-${call.service}` }, call.service),
      h("span", { class: "call-method", title: call.method }, call.method.replace(/\/v4\/spreadsheets\/[^/:?]+/, "…")),
      h("span", { class: "call-status" }, shown),
      h("span", { class: "call-ms" }, t("ms", { count: Math.round(call.milliseconds) }))));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.children.length > 1) return;
    const box = h("div", { class: "call-json" });
    details.append(box);
    const { request, answer } = await read(`calls/${call.number}`);
    fill(box, h("h4", {}, t("calls.request")), h("pre", { tabindex: "0" }, pretty(request)),
      h("h4", {}, t("calls.answer")), h("pre", { tabindex: "0" }, pretty(answer)));
  });
  return details;
}

const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2));
