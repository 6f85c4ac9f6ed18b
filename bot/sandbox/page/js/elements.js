// Block Kit's interactive elements. Each builder takes the element and where it stands, and answers a node.
//
// `place` says where: {blockId, label?, value(), change(value), act(value), input: bool}. Within an input block the
// element is filled (`change`), elsewhere using it is an action (`act`). A value is a string, or an array of strings for
// checkboxes and multi-selects, or an array of files.

import { ask } from "./confirm.js";
import { fresh, h, icon, safeUrl } from "./dom.js";
import { fileInput } from "./files.js";
import { t } from "./i18n.js";
import { plain, textObject } from "./mrkdwn.js";
import { multiSelect } from "./multiselect.js";
import { menu } from "./popover.js";
import { state } from "./state.js";

const marks = (element, place) => ({ "data-action-id": element.action_id, "data-block-id": place.blockId });

/** Asks the element's confirm question, if it has one. */
async function agreed(element) {
  const question = element.confirm;
  if (!question) return true;
  return ask({ title: textObject(question.title), text: textObject(question.text), yes: textObject(question.confirm),
    no: textObject(question.deny), danger: question.style === "danger" });
}

/** Runs an action while the element shows that it is busy. A second press still counts: that is the bot's to judge. */
async function busy(node, work) {
  const running = Number(node.dataset.running ?? 0) + 1;
  node.dataset.running = running;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.dataset.running = Number(node.dataset.running) - 1;
    if (node.dataset.running === "0") node.removeAttribute("aria-busy");
  }
}

function use(node, element, place, value, undo) {
  if (place.input) return place.change(value);
  return agreed(element).then((sure) => (sure ? busy(node, () => place.act(value)) : undo?.()));
}

function button(element, place) {
  const style = element.style === "primary" ? "primary" : element.style === "danger" ? "danger" : "";
  const attributes = { class: `button ${style}`, ...marks(element, place) };
  const label = [plain(element.text.text)];
  const href = element.url && safeUrl(element.url);
  if (href) {
    return h("a", { ...attributes, href, target: "_blank", rel: "noopener noreferrer", role: "button",
      onclick: () => place.act(element.value ?? "") }, label);
  }
  const node = h("button", { type: "button", ...attributes, "data-value": element.value,
    onclick: () => use(node, element, { ...place, input: false }, element.value ?? "") }, label);
  return node;
}

const optionsOf = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

function checkboxes(element, place) {
  const chosen = place.value() ?? (element.initial_options ?? []).map((option) => option.value);
  const name = fresh("choice");
  const node = h("div", { class: "choices", role: "group", "aria-label": place.label, ...marks(element, place) });
  for (const option of element.options) {
    const described = option.description && fresh("description");
    const input = h("input", { type: "checkbox", name, value: option.value, "aria-describedby": described,
      checked: chosen.includes(option.value), "data-option": option.value, ...marks(element, place) });
    node.append(h("div", { class: "choice" },
      h("label", {}, input, h("span", { class: "tick", "aria-hidden": "true" }), h("span", {}, textObject(option.text))),
      option.description && h("div", { class: "choice-description", id: described }, textObject(option.description))));
  }
  const read = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  let before = read();
  node.addEventListener("change", () => {
    const undo = () => node.querySelectorAll("input").forEach((input) => { input.checked = before.includes(input.value); });
    use(node, element, place, read(), undo)?.then?.(() => { before = read(); });
  });
  return node;
}

function select(element, place) {
  const first = element.initial_option?.value ?? element.initial_user;
  const chosen = place.value() ?? first ?? "";
  const option = ({ value, text }) => h("option", { value, selected: value === chosen }, plain(text.text));
  const choice = optionsFor(element).map(option);
  const groups = (element.option_groups ?? []).map((group) => h("optgroup", { label: plain(group.label.text) }, group.options.map(option)));
  const node = h("select", { class: "select", "aria-label": place.label, ...marks(element, place) },
    h("option", { value: "", disabled: !place.input || !place.optional, selected: chosen === "", hidden: !place.optional },
      element.placeholder ? plain(element.placeholder.text) : t("choose")),
    groups.length ? groups : choice);
  node.addEventListener("change", () => use(node, element, place, node.value, () => { node.value = chosen; }));
  return h("span", { class: "select-box" }, node, icon("down", 14));
}

function day(element, place) {
  const node = h("input", { type: "date", class: "select", value: place.value() ?? element.initial_date ?? "",
    "aria-label": place.label ?? (element.placeholder && plain(element.placeholder.text)), ...marks(element, place) });
  node.addEventListener("change", () => use(node, element, place, node.value));
  return node;
}

function optionsFor(element) {
  const object = (value, text) => ({ value, text: { type: "plain_text", text } });
  if (element.type === "users_select") return state.people.filter((one) => !one.is_bot).map((one) => object(one.id, one.name));
  return optionsOf(element);
}

function overflow(element, place) {
  const node = h("button", { type: "button", class: "button button-icon", "aria-label": t("more"), "aria-haspopup": "menu",
    "aria-expanded": "false", ...marks(element, place), onclick: () =>
      menu(node, element.options.map((option) => ({
        label: textObject(option.text), data: { "data-option": option.value },
        hint: option.description && plain(option.description.text),
        action: () => {
          if (option.url && safeUrl(option.url)) open(safeUrl(option.url), "_blank", "noopener");
          use(node, element, place, option.value);
        },
      })), t("more")) }, icon("more"));
  return node;
}

function text(element, place) {
  const attributes = { class: "text-input", value: place.value() ?? element.initial_value ?? "", "aria-label": place.label ?? null,
    placeholder: element.placeholder && plain(element.placeholder.text), autocomplete: "off",
    "aria-describedby": place.describedBy, id: place.id, autofocus: element.focus_on_load, ...marks(element, place) };
  const node = element.multiline
    ? h("textarea", { ...attributes, rows: 5 })
    : h("input", { ...attributes, type: "text" });
  const count = h("div", { class: "input-count", "aria-live": "polite" });
  const measure = () => {
    const left = (element.max_length ?? 3000) - [...node.value].length;
    const tell = left < 0 || left <= Math.max(20, (element.max_length ?? 3000) * 0.1);
    count.textContent = !tell ? "" : left < 0 ? t("too_long", { over: -left }) : t("left", { count: left });
    count.classList.toggle("over", left < 0);
  };
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  node.addEventListener("input", () => {
    measure();
    place.change(node.value, { dispatch: triggers.includes("on_character_entered"), typing: true });
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || (element.multiline && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    if (place.dispatches && triggers.includes("on_enter_pressed")) place.change(node.value, { dispatch: true });
    else place.submit?.();
  });
  measure();
  return h("div", { class: "text-box" }, node, count);
}

const several = (suggests) => (element, place) =>
  multiSelect(element, optionsFor(element), place, marks(element, place), (node, value) => use(node, element, place, value),
    suggests ? place.suggest : null);

const BUILDERS = {
  button, overflow, checkboxes, static_select: select, users_select: select, datepicker: day, plain_text_input: text,
  multi_static_select: several(false), multi_external_select: several(true),
  file_input: (element, place) => fileInput(element, place, marks(element, place)),
};

/** The node of an element; one that this page does not know says so. */
export const renderElement = (element, place) =>
  BUILDERS[element.type]?.(element, place) ?? h("span", { class: "bk-unsupported" }, t("unsupported", { type: element.type }));

/** What an element holds before anybody touches it, in the same form as a value. */
export function initialValue(element) {
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  return element.initial_value ?? element.initial_option?.value ?? element.initial_user ?? element.initial_date ?? null;
}
