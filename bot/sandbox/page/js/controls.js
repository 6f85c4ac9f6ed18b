// The control bar: who you are, the clock, the troubles, the look of the page, starting again.

import { post, Refused } from "./api.js";
import { ask } from "./confirm.js";
import { fill, h, icon } from "./dom.js";
import * as i18n from "./i18n.js";
import { t } from "./i18n.js";
import { remember } from "./memory.js";
import { avatar } from "./messages.js";
import { menu, popover } from "./popover.js";
import { now, state } from "./state.js";
import { toast } from "./toast.js";
import { welcome } from "./welcome.js";

const $ = (id) => document.getElementById(id);

async function tell(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message === "offline" ? t("toast.offline") : error.message, "trouble");
    return null;
  }
}

/** Draws the whole bar; `become(id)` changes the person of this tab. */
export function drawControls(become) {
  fill($("banner"), h("span", { class: "banner-text" }, icon("lock", 14), t(state.preparing ? "banner.preparing" : "banner")));
  fill($("people"), people(become));
  fill($("language"), language());
  fill($("clock"), clock());
  drawTroubles();
  const dark = document.documentElement.dataset.theme === "dark";
  const restart = state.controls.restart && tool("power", t("restart"), "restart-bot", async () => {
    if (await tell("bot", { op: "restart" })) toast(t("restart.done"));
  });
  fill($("tools"),
    restart,
    tool("restart", t("reset"), "reset", reset),
    tool(dark ? "sun" : "moon", t(dark ? "theme.light" : "theme.dark"), "theme", () => {
      setTheme(dark ? "light" : "dark");
      drawControls(become);
    }),
    tool("help", t("help"), "help", welcome));
}

function tool(sign, label, key, action) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, "data-control": key, onclick: action }, icon(sign));
}

function people(become) {
  const everyone = state.people.filter((one) => !one.is_bot);
  const buttons = everyone.map((one) => {
    const role = t(`role.${one.role}`);
    const mine = one.id === state.me.id;
    return h("button", { type: "button", role: "radio", class: "who", "aria-checked": String(mine), tabindex: mine ? "0" : "-1", "data-person": one.id,
      "aria-label": t("who.switch", { name: one.name, role }), title: `${one.name} · ${role}`, onclick: () => become(one.id) },
      avatar(one.id, 26), h("span", { class: "who-words" }, h("span", { class: "who-name" }, one.first), h("small", {}, role)));
  });
  const group = h("div", { class: "whos", role: "radiogroup", "aria-label": t("who") }, buttons);
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = everyone.findIndex((one) => one.id === state.me.id);
    become(everyone[(at + step + everyone.length) % everyone.length].id, true);
  });
  const picker = h("select", { class: "who-select", "aria-label": t("who"), "data-person-select": true, onchange: () => become(picker.value) },
    everyone.map((one) => h("option", { value: one.id, selected: one.id === state.me.id }, `${one.display} · ${t(`role.${one.role}`)}`)));
  return [group, picker];
}

function language() {
  const french = state.me.locale.startsWith("fr");
  const button = (locale, name, pressed) => h("button", { type: "button", "aria-pressed": String(pressed), "data-locale": locale,
    onclick: () => tell("language", { user: state.me.id, locale }) }, name);
  return h("div", { class: "segmented", role: "group", "aria-label": t("language", { name: state.me.display }), title: t("language", { name: state.me.display }) },
    button("fr-FR", "FR", french), button("en-US", "EN", !french));
}

function ahead() {
  const minutes = Math.round(state.clock.offset_seconds / 60);
  if (minutes < 1) return t("clock.real");
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [days && t("span.days", { days }), hours && t("span.hours", { hours }), !days && rest && t("span.minutes", { minutes: rest })];
  return t("clock.ahead", { span: parts.filter(Boolean).join(" ") });
}

function clock() {
  const button = h("button", { type: "button", class: `clock-button ${state.clock.offset_seconds >= 60 ? "moved" : ""}`, "aria-haspopup": "menu", "aria-expanded": "false",
    "data-control": "clock", title: `${t("clock.move")} (${ahead()})`, onclick: () => menu(button, [
      { label: t("clock.hour"), data: { "data-clock": "hour" }, action: () => tell("clock", { seconds: 3600 }) },
      { label: t("clock.morning"), data: { "data-clock": "morning" }, action: () => tell("clock", { to: "next_morning" }) },
      { label: t("clock.week"), data: { "data-clock": "week" }, action: () => tell("clock", { seconds: 7 * 86400 }) },
    ], t("clock.move")) },
  icon("clock", 16), h("span", { id: "clock-text", "aria-live": "off" }, clockText()));
  return button;
}

const clockText = () => `${i18n.shortDay(now())} ${i18n.time(now())}`;

/** Lets the shown clock go on; the minute is enough. */
export function startClock() {
  setInterval(() => {
    const node = $("clock-text");
    if (node && node.textContent !== clockText()) node.textContent = clockText();
  }, 1000);
}

/** Draws the clock again. */
export const syncClock = () => fill($("clock"), clock());

/** Draws the troubles' button, and the open list if there is one. */
export function drawTroubles() {
  const count = state.troubles.filter((trouble) => trouble.on).length;
  const open = document.querySelector(".troubles");
  if (open) {
    for (const trouble of state.troubles) {
      const box = open.querySelector(`[data-trouble="${trouble.name}"]`);
      if (box) box.checked = trouble.on;
    }
    const button = $("troubles").querySelector("button");
    button.classList.toggle("storm", count > 0);
    fill(button, icon("storm", 16), h("span", {}, t("troubles")), count > 0 && h("span", { class: "badge" }, count));
    return;
  }
  const button = h("button", { type: "button", class: `tool-button ${count ? "storm" : ""}`, "aria-haspopup": "dialog", "aria-expanded": "false", "data-control": "troubles",
    "aria-label": count ? t("troubles.on", { count }) : t("troubles.title"), onclick: () => popover(button, [
      h("h3", {}, t("troubles.title")),
      state.troubles.map((trouble) => h("label", { class: "trouble" },
        h("input", { type: "checkbox", role: "switch", "data-trouble": trouble.name, checked: trouble.on, onchange: (event) => tell("trouble", { name: trouble.name, on: event.target.checked }) }),
        h("span", { class: "switch", "aria-hidden": "true" }),
        h("span", {}, t(`trouble.${trouble.name}`), h("small", {}, t(`trouble.${trouble.name}.hint`))))),
    ], { label: t("troubles.title"), className: "troubles" }) },
  icon("storm", 16), h("span", {}, t("troubles")), count > 0 && h("span", { class: "badge" }, count));
  fill($("troubles"), button);
}

async function reset() {
  const sure = await ask({ title: t("reset.title"), text: t("reset.text"), yes: t("reset.confirm"), danger: true });
  if (sure && await tell("reset")) toast(t("reset.done"));
}

/** Chooses light or dark; before a first choice the page follows the system (theme.js). */
function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  remember("theme", theme);
}
