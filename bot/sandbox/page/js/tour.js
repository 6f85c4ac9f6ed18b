// The guided tour: eight steps, each of which is over when the workspace itself shows that it was done.

import { show, write } from "./channels.js";
import { fill, h } from "./dom.js";
import { around, spoken, t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { paneShown } from "./panes.js";
import { latestToken } from "./pongo.js";
import { now, on, state } from "./state.js";

const GAP = 12;
const LOST_FOR = 2500; // milliseconds after which a form that is gone was given up, and not just submitted
const one = (selector) => [...document.querySelectorAll(selector)].find((node) => node.getClientRects().length);
const people = (role) => state.people.find((person) => person.role === role);
const topModal = () => state.modals.at(-1)?.callback_id ?? "";
const here = () => document.querySelector(".side-item[aria-current]")?.dataset.place;
const channel = () => state.channels[0];
const entries = (...actions) => state.audit.filter((entry) => actions.includes(entry.action) && (!tour.reference || entry.reference === tour.reference)
  && new Date(entry.at).getTime() >= tour.since);
const person = (role) => one(`[data-person="${people(role)?.id}"]`) ?? one("[data-person-select]");
const inChannel = () => here() === channel().id ? null : one(`[data-place="${channel().id}"]`) ?? one(".menu-button");
const onCard = (selector) => [...document.querySelectorAll("#conversation .message")].filter((node) => node.textContent.includes(tour.reference)).at(-1)?.querySelector(selector);
const pane = (name) => paneShown(name) ? null : one(`[data-pane="${name}"]`);
const field = (block) => document.querySelector(`.modal [data-block-id="${block}"] :is(input, textarea)`);

function type(node, words) {
  if (!node) return;
  node.value = words;
  node.dispatchEvent(new Event("input", { bubbles: true }));
}

function fillForm() {
  const taken = new Set(state.pongo.shops.map((shop) => shop.slug));
  let number = 1;
  const slug = (town) => `tournesol-${town}${number > 1 ? `-${number}` : ""}`;
  while (taken.has(slug("nantes"))) number += 1;
  type(field("brand"), t("tour.brand") + (number > 1 ? ` ${number}` : ""));
  document.querySelectorAll(".modal [data-block-id='prerequisites'] input:not(:checked)").forEach((box) => box.click());
  type(field("stores"), `${t("tour.brand")} – Nantes ; ${slug("nantes")}\n${t("tour.brand")} – Angers ; ${slug("angers")}`);
}

function startCommand() {
  show(channel().id);
  write(state.commands[0].command);
}

/** A step: `done` looks at the state; `at` is what to press now; `lost`: the way is blocked, one step back. */
const STEPS = [
  { key: "command", done: () => topModal() === "request_form" || entries("submit").length > 0,
    at: () => state.me.role !== "requester" ? person("requester") : inChannel() ?? one(".composer-box"), help: startCommand, helps: () => state.me.role === "requester" },
  { key: "form", done: () => entries("submit").length > 0, lost: () => topModal() !== "request_form",
    at: () => field("brand")?.value && field("stores")?.value ? one("[data-modal-submit]") : one(".modal"), help: fillForm, helps: () => topModal() === "request_form" },
  { key: "lead", begin: begun, done: () => state.me.role === "lead", at: () => person("lead") },
  { key: "approve", done: () => topModal() === "token_form" || handed(), at: () => inChannel() ?? onCard("[data-action-id='approve'], [data-action-id='give_token']") },
  { key: "issue", done: () => state.pongo.tokens.some((token) => token.merchant === tour.brand) || handed(),
    at: () => pane("pongo") ?? one(`[data-waiting="${tour.reference}"] [data-issue]`) ?? one("#pane-pongo") },
  { key: "paste", done: handed, help: async () => type(field("token"), await latestToken(tour.brand) ?? ""), helps: () => Boolean(field("token")),
    at: () => (field("token")?.value ? one("[data-modal-submit]") : one(".modal [data-block-id='token']")) ?? inChannel() ?? onCard("[data-action-id='approve'], [data-action-id='give_token']") },
  { key: "sheet", done: () => tour.looked, next: () => entries("deliver").length > 0, at: () => pane("sheet") ?? written() ?? one("#pane-sheet") },
  { key: "told", done: () => state.me.role === "requester" && here() === "app" && !one("#home"),
    at: () => state.me.role === "requester" ? here() === "app" ? one("[data-tab='app']") : one("[data-place='app']") ?? one(".menu-button") : person("requester") },
];

let tour = { on: false };
let box = null;
let ring = null;
let drawn = "";
let lostSince = 0;
let due = false;

/** Begins the tour, from its first step. */
export function startTour() {
  tour = { on: true, step: 0, since: now() - 1000, epoch: state.epoch, reference: "", brand: "", looked: false };
  keep();
  build();
}

/** Goes on with a tour that a reload interrupted. */
export function resumeTour() {
  const before = recall("tour", { on: false });
  if (!before.on || box) return;
  tour = before;
  build();
}

function keep() {
  remember("tour", tour);
}

function begun() {
  const request = entries("submit").at(-1);
  tour.reference = request.reference;
  tour.brand = state.waiting.find((waiting) => waiting.reference === request.reference)?.brand ?? "";
}

function handed() {
  return entries("approve_with_token", "give_token").length > 0;
}

function written() {
  const column = (state.sheet.rows[(state.sheet.header_row ?? 1) - 1] ?? []).indexOf("TOKEN PONGO") + 1;
  return one(`td[data-written-by="api"][data-col="${column}"]`);
}

function leave() {
  tour = { on: false };
  keep();
  watcher.disconnect();
  box.remove();
  ring.remove();
  box = ring = null;
  document.getElementById("composer-text")?.focus();
}

const watcher = new MutationObserver((changes) => changes.some(({ target }) => target !== ring && !box?.contains(target)) && soon());

function build() {
  box?.remove();
  ring?.remove();
  document.getElementById("welcome")?.remove();
  ring = h("div", { id: "tour-ring", "aria-hidden": "true", hidden: true });
  box = h("aside", { id: "tour", role: "region", "aria-label": t("tour"), tabindex: "-1" });
  document.body.append(ring, box);
  drawn = "";
  watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden", "class", "aria-selected", "data-callback-id"] });
  look();
  box.focus();
}

/** Looks at the state, goes on as far as it allows, and points at what is to be pressed. */
function look() {
  due = false;
  if (!tour.on || !box || !state.me) return;
  if (tour.epoch !== state.epoch || tour.since > now() + 60_000) Object.assign(tour, { step: 0, since: now() - 1000, epoch: state.epoch, reference: "", brand: "", looked: false });
  advance();
  draw();
  point();
}

function advance() {
  const from = tour.step;
  while (tour.step < STEPS.length && STEPS[tour.step].done()) {
    tour.step += 1;
    STEPS[tour.step]?.begin?.();
    lostSince = 0;
  }
  if (STEPS[tour.step]?.lost?.()) {
    lostSince ||= Date.now();
    if (Date.now() - lostSince > LOST_FOR) tour.step -= 1;
    else setTimeout(soon, LOST_FOR);
  } else lostSince = 0;
  if (tour.step !== from) keep();
}

function draw() {
  const step = STEPS[tour.step];
  const ready = step?.next?.();
  const helps = step?.helps?.() ?? false;
  const shape = [tour.step, ready, helps, spoken(), state.me.id].join();
  if (shape === drawn) return;
  drawn = shape;
  const key = step?.key ?? "done";
  const strong = (words) => h("strong", {}, words ?? "");
  const nodes = { command: h("code", { class: "mk-code" }, state.commands[0]?.command ?? ""), requester: strong(people("requester")?.first), lead: strong(people("lead")?.first),
    channel: strong(channel().name), brand: strong(tour.brand), bot: strong(state.bot.name) };
  box.setAttribute("aria-label", t("tour"));
  fill(box,
    h("div", { class: "tour-head" }, h("div", { class: "tour-dots", "aria-hidden": "true" }, STEPS.map((_, index) => h("i", { class: index < tour.step ? "past" : index === tour.step ? "present" : "" }))),
      h("span", { class: "muted" }, step ? t("tour.step", { step: tour.step + 1, count: STEPS.length }) : "")),
    h("div", { "aria-live": "polite" }, h("h2", { "data-tour-step": key }, t(`tour.${key}.title`)),
      h("p", {}, step?.next && !ready ? t(`tour.${key}.waiting`) : around(`tour.${key}`, nodes))),
    h("div", { class: "tour-buttons" },
      step && h("button", { type: "button", class: "link-button", "data-tour-skip": true, onclick: leave }, t("tour.skip")),
      helps && step.help && h("button", { type: "button", class: "button small", "data-tour-help": true, onclick: async () => {
        await step.help();
        soon();
      } }, t(`tour.${key}.help`)),
      step?.next && h("button", { type: "button", class: "button primary small", "data-tour-next": true, disabled: !ready, onclick: () => {
        tour.looked = true;
        soon();
      } }, t("tour.next")),
      !step && h("button", { type: "button", class: "button primary small", "data-tour-end": true, onclick: leave }, t("tour.end"))));
}

function point() {
  const target = STEPS[tour.step]?.at() ?? null;
  const area = target?.getClientRects().length ? target.getBoundingClientRect() : null;
  ring.hidden = !area;
  if (area) ring.style.cssText = `left:${area.left - 4}px;top:${area.top - 4}px;width:${area.width + 8}px;height:${area.height + 8}px`;
  const { width, height } = box.getBoundingClientRect();
  const [right, bottom] = [innerWidth - width - GAP, innerHeight - height - GAP];
  const inside = (value, most) => Math.max(GAP, Math.min(value, most));
  let [left, top] = [right, bottom];
  const side = document.getElementById("panes").getBoundingClientRect();
  if (area && target.closest("#slack") && side.width > width + 2 * GAP) [left, top] = [side.left + GAP, inside(area.top - height / 2, bottom)]; // what is to be read stays in sight
  else if (area && target.closest("#pane-sheet") && area.top - height - 2 * GAP > 0) [left, top] = [inside(area.left, right), area.top - height - GAP];
  else if (area && area.bottom + height + 2 * GAP < innerHeight) [left, top] = [inside(area.left, right), area.bottom + GAP];
  else if (area && area.top - height - 2 * GAP > 0) [left, top] = [inside(area.left, right), area.top - height - GAP];
  else if (area && area.right + width + 2 * GAP < innerWidth) [left, top] = [area.right + GAP, inside(area.top, bottom)];
  else if (area && area.left - width - 2 * GAP > 0) [left, top] = [area.left - width - GAP, inside(area.top, bottom)];
  box.style.cssText = `left:${left}px;top:${top}px`;
}

function soon() {
  if (due || !tour.on) return;
  due = true;
  requestAnimationFrame(look);
}

for (const topic of ["state", "world", "messages", "views", "sheet", "probe"]) on(topic, soon);
for (const kind of ["input", "animationend", "transitionend", "focusin"]) document.addEventListener(kind, soon);
document.addEventListener("scroll", soon, { capture: true, passive: true });
addEventListener("resize", soon);
document.addEventListener("keydown", (event) => {
  // A modal keeps the Tab key to itself: this leads out of it to the tour, and back.
  if (event.key !== "F6" || !box) return;
  event.preventDefault();
  (box.contains(document.activeElement) ? document.querySelector(".modal input, #composer-text") : box.querySelector("button:not([data-tour-skip])") ?? box.querySelector("button"))?.focus();
});
