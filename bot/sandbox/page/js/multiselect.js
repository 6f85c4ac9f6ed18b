// A select that holds several options: chips in a box, and a list with ticks that opens beneath it.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { plain } from "./mrkdwn.js";
import { closePopover, popover } from "./popover.js";

const PAUSE = 200;

/** The node; `use(node, values)` is called with every change. `suggest(typed)`: asks for options as somebody types. */
export function multiSelect(element, options, place, marks, use, suggest = null) {
  let chosen = [...(place.value() ?? (element.initial_options ?? []).map((option) => option.value))];
  const known = new Map([...options, ...(element.initial_options ?? [])].map((option) => [option.value, option.text.text]));
  const most = element.max_selected_items ?? Infinity;
  const chips = h("span", { class: "chips" });
  const opener = h("button", { type: "button", class: "multi-open", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": place.label ?? t("choose.many"), ...marks, onclick: list,
    // The box that opens takes the letter.
    onkeydown: (event) => suggest && event.key.length === 1 && event.key !== " " && list() }, icon("down", 14));
  const node = h("div", { class: "multi", onclick: (event) => event.target.closest("button") ?? list() }, chips, opener);

  const label = (value) => plain(known.get(value) ?? value);

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
    const className = `multi-list ${suggest ? "multi-search" : ""}`;
    popover(opener, suggest ? search() : rowsOf(options), { label: t("choose.many"), className, beside: node });
  }

  function search() {
    const found = h("div", { class: "multi-found" });
    const ask = async () => {
      const typed = box.value;
      const offered = typed.length < (element.min_query_length ?? 3) ? [] : await suggest(typed);
      if (box.value !== typed) return;
      for (const option of offered) known.set(option.value, option.text.text);
      found.replaceChildren(...rowsOf(offered));
    };
    let timer;
    const box = h("input", { type: "search", class: "text-input", autofocus: true, "aria-label": t("choose.search"), placeholder: t("choose.search"),
      "data-search": true, oninput: () => {
        clearTimeout(timer);
        timer = setTimeout(ask, PAUSE);
      } });
    ask();
    return [box, found];
  }

  function rowsOf(offered) {
    return offered.map((option) => {
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
  }

  draw();
  return node;
}
