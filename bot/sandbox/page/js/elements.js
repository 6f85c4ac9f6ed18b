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
  const attributes = { class: `button ${style}`, "aria-label": element.accessibility_label, ...marks(element, place) };
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

/** Checkboxes and radio buttons: `many` says which. */
function choices(element, place, many) {
  const first = many ? (element.initial_options ?? []).map((option) => option.value) : element.initial_option?.value;
  const chosen = place.value() ?? first ?? (many ? [] : null);
  const name = fresh("choice");
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": place.label, ...marks(element, place) });
  for (const option of element.options) {
    const described = option.description && fresh("description");
    const input = h("input", { type: many ? "checkbox" : "radio", name, value: option.value, "aria-describedby": described,
      checked: many ? chosen.includes(option.value) : chosen === option.value, "data-option": option.value,
      ...marks(element, place) });
    node.append(h("div", { class: "choice" },
      h("label", {}, input, h("span", { class: `tick ${many ? "" : "tick-round"}`, "aria-hidden": "true" }), h("span", {}, textObject(option.text))),
      option.description && h("div", { class: "choice-description", id: described }, textObject(option.description))));
  }
  const read = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  let before = read();
  node.addEventListener("change", () => {
    const now = read();
    const undo = () => node.querySelectorAll("input").forEach((input) => { input.checked = before.includes(input.value); });
    use(node, element, place, many ? now : now[0], undo)?.then?.(() => { before = read(); });
  });
  return node;
}

function select(element, place) {
  const first = element.initial_option?.value ?? element.initial_user ?? element.initial_channel ?? element.initial_conversation;
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

function optionsFor(element) {
  const object = (value, text) => ({ value, text: { type: "plain_text", text } });
  if (element.type.includes("users")) return state.people.filter((one) => !one.is_bot).map((one) => object(one.id, one.name));
  if (/channels|conversations/.test(element.type)) return state.channels.map((one) => object(one.id, `#${one.name}`));
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

function picker(type, initial) {
  return (element, place) => {
    const chosen = place.value() ?? initial(element) ?? "";
    const node = h("input", { type, class: "text-input picker", value: chosen, "aria-label": place.label,
      placeholder: element.placeholder?.text, ...marks(element, place) });
    node.addEventListener("change", () => use(node, element, place, node.value, () => { node.value = chosen; }));
    return node;
  };
}

/** `datetimepicker` holds seconds since 1970; the browser's control speaks local time. */
function moment(element, place) {
  const local = (at) => new Date(at * 1000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const chosen = place.value() ?? element.initial_date_time;
  const node = h("input", { type: "datetime-local", class: "text-input picker", value: chosen ? local(chosen) : "", "aria-label": place.label,
    ...marks(element, place) });
  node.addEventListener("change", () => use(node, element, place, Math.floor(new Date(node.value).getTime() / 1000)));
  return node;
}

function text(element, place) {
  const type = { number_input: "number", email_text_input: "email", url_text_input: "url" }[element.type] ?? "text";
  const attributes = { class: "text-input", value: place.value() ?? element.initial_value ?? "", "aria-label": place.label ?? null,
    placeholder: element.placeholder && plain(element.placeholder.text), autocomplete: "off", spellcheck: element.type === "plain_text_input" ? null : "false",
    "aria-describedby": place.describedBy, id: place.id, autofocus: element.focus_on_load, ...marks(element, place) };
  const node = element.multiline
    ? h("textarea", { ...attributes, rows: 5 })
    : h("input", { ...attributes, type: type === "number" ? "text" : type, inputmode: type === "number" ? "decimal" : null });
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

function image(element) {
  const own = element.image_url?.startsWith("data:image/") || element.image_url?.startsWith("/");
  if (own) return h("img", { src: element.image_url, alt: element.alt_text, class: "bk-image-element" });
  return h("span", { class: "bk-image-blocked", role: "img", "aria-label": element.alt_text, title: `${t("image.blocked")}: ${element.image_url ?? ""}` },
    element.alt_text?.slice(0, 2) ?? "");
}

const BUILDERS = {
  button, overflow, image,
  checkboxes: (element, place) => choices(element, place, true),
  radio_buttons: (element, place) => choices(element, place, false),
  datepicker: picker("date", (element) => element.initial_date),
  timepicker: picker("time", (element) => element.initial_time),
  datetimepicker: moment,
  file_input: (element, place) => fileInput(element, place, marks(element, place)),
  workflow_button: (element, place) => button({ ...element, value: "" }, place),
};
for (const kind of ["plain_text_input", "number_input", "email_text_input", "url_text_input"]) BUILDERS[kind] = text;
for (const kind of ["static", "external", "users", "channels", "conversations"]) {
  BUILDERS[`${kind}_select`] = select;
  BUILDERS[`multi_${kind}_select`] = (element, place) =>
    multiSelect(element, optionsFor(element), place, marks(element, place), (node, value) => use(node, element, place, value),
      kind === "external" ? place.suggest : null);
}

/** The node of an element; one that this page does not know says so. */
export const renderElement = (element, place) =>
  BUILDERS[element.type]?.(element, place) ?? h("span", { class: "bk-unsupported" }, t("unsupported", { type: element.type }));

/** What an element holds before anybody touches it, in the same form as a value. */
export function initialValue(element) {
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  return element.initial_value ?? element.initial_option?.value ?? element.initial_date ?? element.initial_time ?? element.initial_date_time
    ?? element.initial_user ?? element.initial_users ?? element.initial_channel ?? element.initial_channels
    ?? element.initial_conversation ?? element.initial_conversations ?? null;
}

