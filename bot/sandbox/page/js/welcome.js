// What to do first: shown once to a newcomer, and whenever asked for.

import { write, show } from "./channels.js";
import { h } from "./dom.js";
import { around, t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { state } from "./state.js";
import { startTour } from "./tour.js";

/** Shows the explanation to who has not seen it yet. */
export function welcomeNewcomer() {
  if (!recall("welcomed", false) && !state.modals.length && !document.getElementById("tour")) welcome();
}

/** Shows the explanation. */
export function welcome() {
  document.getElementById("welcome")?.remove();
  const command = state.commands[0]?.command ?? "";
  const values = {
    requester: state.people.find((one) => one.role === "requester")?.first ?? "",
    lead: state.people.find((one) => one.role === "lead")?.first ?? "",
    channel: state.channels[0]?.name ?? "",
  };
  const nodes = () => ({ command: h("code", { class: "mk-code" }, command), ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, h("strong", {}, value)])) });
  const close = () => {
    remember("welcomed", true);
    box.remove();
  };
  const box = h("aside", { id: "welcome", class: "welcome", "aria-labelledby": "welcome-title", onkeydown: (event) => event.key === "Escape" && close() },
    h("h2", { id: "welcome-title" }, t("welcome.title")),
    h("p", {}, t("welcome.text")),
    h("ol", {}, ["welcome.1", "welcome.2", "welcome.3"].map((key) => h("li", {}, h("span", {}, around(key, nodes()))))),
    h("p", { class: "muted" }, t("welcome.more")),
    h("div", { class: "welcome-buttons" },
      h("button", { type: "button", class: "button", "data-welcome-close": true, onclick: close }, t("welcome.close")),
      h("button", { type: "button", class: "button", "data-welcome-go": true, onclick: () => {
        close();
        show(state.channels[0].id);
        write(command);
      } }, t("welcome.go")),
      h("button", { type: "button", class: "button primary", "data-tour-start": true, onclick: () => {
        close();
        startTour();
      } }, t("tour.start"))));
  document.getElementById("main").append(box);
}
