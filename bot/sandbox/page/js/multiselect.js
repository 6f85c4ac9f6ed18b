// A select that holds several options: chips in a box, and a list with ticks that opens beneath it.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { plain } from "./mrkdwn.js";
import { closePopover, popover } from "./popover.js";

/** The node; `use(node, values)` is called with every change. */
export function multiSelect(element, options, place, marks, use) {
  const initial = element.initial_options?.map((option) => option.value)
    ?? element.initial_users ?? element.initial_channels ?? element.initial_conversations ?? [];
  let chosen = [...(place.value() ?? initial)];
  const most = element.max_selected_items ?? Infinity;
  const chips = h("span", { class: "chips" });
  const opener = h("button", { type: "button", class: "multi-open", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": place.label ?? t("choose.many"), ...marks, onclick: list }, icon("down", 14));
  const node = h("div", { class: "multi", onclick: (event) => event.target === node && list() }, chips, opener);

  const label = (value) => plain(options.find((option) => option.value === value)?.text.text ?? value);

  function set(values) {
    chosen = values;
    draw();
    use(opener, chosen);
  }

  function draw() {
    chips.replaceChildren(...chosen.map((value) =>
      h("span", { class: "chip" }, label(value),
        h("button", { type: "button", class: "chip-remove", "aria-label": t("remove", { label: label(value) }), "data-remove": value,
          onclick: () => set(chosen.filter((one) => one !== value)) }, icon("close", 11)))));
    if (!chosen.length) chips.append(h("span", { class: "placeholder" }, element.placeholder ? plain(element.placeholder.text) : t("choose.many")));
  }

  function list() {
    const rows = options.map((option) => {
      const input = h("input", { type: "checkbox", value: option.value, checked: chosen.includes(option.value), "data-option": option.value });
      input.addEventListener("change", () => {
        if (input.checked && chosen.length >= most) {
          input.checked = false;
          return;
        }
        set(input.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value));
      });
      input.addEventListener("keydown", (event) => event.key === "Enter" && closePopover());
      return h("label", { class: "multi-option" }, input, h("span", { class: "tick", "aria-hidden": "true" }), h("span", {}, plain(option.text.text)));
    });
    popover(opener, rows, { label: t("choose.many"), className: "multi-list", beside: node });
  }

  draw();
  return node;
}
