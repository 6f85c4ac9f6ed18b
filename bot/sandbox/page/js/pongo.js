// The Hey Pongo pane: which stores it knows, the tokens issued, and a button to issue one.

import { post, Refused } from "./api.js";
import { fill, h, icon } from "./dom.js";
import * as i18n from "./i18n.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const SHOWN = 200; // stores of one merchant; the rest is found by typing
const box = () => document.getElementById("pane-pongo");
const LIFETIMES = [365, 60, 2]; // days
let filter = "";
let lifetime = LIFETIMES[0];
let body = null;
let drawn = "";

async function ask(operation) {
  try {
    return await post("pongo", operation);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "trouble");
    return null;
  }
}

async function copy(token) {
  try {
    await navigator.clipboard.writeText(token);
  } catch {
    const carrier = h("textarea", { class: "unseen", value: token, "aria-hidden": "true" });
    document.body.append(carrier);
    carrier.select();
    const well = document.execCommand("copy");
    carrier.remove();
    if (!well) {
      toast(t("pongo.not_copied"), "trouble");
      return;
    }
  }
  toast(t("pongo.copied"));
}

async function issue(merchant) {
  const given = await ask({ op: "issue", merchant, days: lifetime });
  if (given) await copy(given.token);
}

/** The latest token issued for a merchant, in full: for who pastes it. Null where there is none. */
export async function latestToken(merchant) {
  const given = state.pongo.tokens.filter((one) => one.merchant === merchant && one.good).at(-1);
  return given ? (await ask({ op: "copy", number: given.number }))?.token ?? null : null;
}

/** Builds the pane; `hide` closes it. */
export function drawPongo(hide) {
  const search = h("input", { class: "pongo-filter", type: "search", value: filter, placeholder: t("pongo.filter"), "aria-label": t("pongo.filter"), autocomplete: "off",
    oninput: () => {
      filter = search.value;
      syncPongo(true);
    } });
  body = h("div", { class: "rows" });
  fill(box(),
    h("header", { class: "pane-head" }, icon("shop", 17), h("h2", {}, t("pane.pongo")), h("span", { class: "muted sheet-shared" }, t("pongo.simulated")), search,
      h("button", { type: "button", class: "icon-button", "aria-label": t("pane.close"), "data-pane-close": "pongo", onclick: hide }, icon("close", 15))),
    body);
  syncPongo(true);
}

/** Brings the pane in line with the state. */
export function syncPongo(anew = false) {
  if (!body?.isConnected) return;
  const shape = JSON.stringify([state.pongo, state.waiting, i18n.spoken()]);
  if (shape === drawn && !anew) return;
  drawn = shape;
  const at = body.scrollTop;
  const held = document.activeElement?.dataset?.key;
  const opened = new Set([...body.querySelectorAll("details[open]")].map((one) => one.dataset.merchant));
  fill(body,
    heading("pongo.waiting"),
    state.waiting.length ? state.waiting.map(waiting) : h("p", { class: "pongo-none" }, t("pongo.none_waiting")),
    lives(),
    state.pongo.tokens.length > 0 && [heading("pongo.tokens"), [...state.pongo.tokens].reverse().slice(0, 12).map(token)],
    heading("pongo.stores", state.pongo.shops.length),
    merchants().map(([name, shops]) => merchant(name, shops, opened.has(name) || Boolean(filter))));
  body.scrollTop = at;
  if (held) body.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
}

const heading = (key, count) => h("h3", { class: "pongo-title" }, t(key), count > 0 && h("span", { class: "muted" }, ` ${count}`));

const issuing = (name, key, chief) => h("button", { type: "button", class: `button small ${chief ? "primary" : ""}`, "data-issue": name, "data-key": `${key} ${name}`,
  onclick: (event) => {
    event.preventDefault(); // within a summary it would open the list too
    issue(name);
  } }, t("pongo.issue"));

const waiting = (one) => h("div", { class: "row pongo-row", "data-waiting": one.reference }, h("strong", {}, one.brand), h("span", { class: "muted" }, one.reference),
  h("span", { class: "muted" }, t(one.count === 1 ? "pongo.count_1" : "pongo.count_n", { count: one.count })), issuing(one.brand, one.reference, true));

const lives = () => h("label", { class: "pongo-none" }, t("pongo.lives"), " ", h("select", { "data-lifetime": "", "data-key": "lives",
  onchange: (event) => {
    lifetime = Number(event.target.value);
  } }, LIFETIMES.map((days) => h("option", { value: days, selected: days === lifetime }, t("pongo.days", { count: days })))));

const altering = (one, key, merchant) => h("button", { type: "button", class: "button small", "data-alter": key, "data-key": `${key} ${one.number}`,
  onclick: () => ask({ op: "alter", number: one.number, merchant }) }, t(`pongo.${key}`));

const token = (one) => h("div", { class: "row pongo-row", "data-token": one.number }, h("code", { class: "pongo-token" }, "••••••••"), h("span", {}, one.merchant),
  h("time", { class: "muted" }, i18n.time(new Date(one.at))),
  h("span", { class: "pongo-acts" },
    one.good ? [altering(one, "pass_on", t("pongo.other")), altering(one, "revoke", "")] : h("span", { class: "state" }, t("pongo.revoked")),
    h("button", { type: "button", class: "button small", "data-copy": one.number, "data-key": `copy ${one.number}`, onclick: async () => {
      const given = await ask({ op: "copy", number: one.number });
      if (given) await copy(given.token);
    } }, t("pongo.copy"))));

function merchants() {
  const wanted = filter.trim().toLowerCase();
  const found = new Map();
  for (const shop of state.pongo.shops) {
    if (wanted && !`${shop.merchant} ${shop.name} ${shop.slug}`.toLowerCase().includes(wanted)) continue;
    if (!found.has(shop.merchant)) found.set(shop.merchant, []);
    found.get(shop.merchant).push(shop);
  }
  return [...found];
}

function merchant(name, shops, open) {
  const away = shops.filter((one) => !one.known).length;
  const list = h("div", { class: "pongo-shops" });
  const show = () => !list.firstChild && fill(list, shops.slice(0, SHOWN).map(shop),
    shops.length > SHOWN && h("p", { class: "pongo-none" }, t("pongo.more", { count: shops.length - SHOWN })));
  const node = h("details", { class: "pongo-merchant", "data-merchant": name, ontoggle: () => node.open && show() },
    h("summary", {}, h("span", { class: "pongo-name" }, icon("right", 12), name), h("span", { class: "muted" }, t(shops.length === 1 ? "pongo.count_1" : "pongo.count_n", { count: shops.length })),
      away > 0 && h("span", { class: "state" }, t("pongo.away", { count: away })), issuing(name, "shop", false)),
    list);
  node.open = open;
  if (open) show();
  return node;
}

const shop = (one) => h("label", { class: "pongo-shop", "data-shop": one.slug },
  h("input", { type: "checkbox", role: "switch", checked: one.known, "data-key": `known ${one.slug}`, "aria-label": t("pongo.known", { name: one.name }),
    onchange: (event) => ask({ op: "switch", slug: one.slug, known: event.target.checked }) }),
  h("span", { class: "switch", "aria-hidden": "true" }), h("span", {}, one.name), h("code", { class: "muted" }, one.slug));
