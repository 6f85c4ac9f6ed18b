// A question before something is done: Slack's confirm object, and the page's own.

import { h } from "./dom.js";
import { t } from "./i18n.js";

/** Asks, and answers whether the person agreed. `title`, `text`, `yes`, `no` are strings or nodes. */
export function ask({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => {
    const done = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title", "data-confirm": true,
      oncancel: (event) => {
        event.preventDefault();
        done(false);
      } },
      h("h2", { id: "confirm-title" }, title),
      h("div", { class: "confirm-text" }, text),
      h("div", { class: "confirm-buttons" },
        h("button", { type: "button", class: "button", "data-confirm-deny": true, onclick: () => done(false) }, no ?? t("confirm.no")),
        h("button", { type: "button", class: `button ${danger ? "danger-solid" : "primary"}`, "data-confirm-yes": true,
          onclick: () => done(true) }, yes ?? t("confirm.yes"))));
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[data-confirm-yes]").focus();
  });
}
