// Starts the page: chooses who this tab is, follows the workspace, and draws what changes.

import { follow } from "./api.js";
import { syncCalls } from "./calls.js";
import { show, startConversation, syncConversation, syncHome } from "./channels.js";
import { drawControls, drawTroubles, startClock, syncClock } from "./controls.js";
import { fill, icon } from "./dom.js";
import { gate } from "./gate.js";
import { speak, t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { forgetModals, syncModals } from "./modal.js";
import { drawPanes, startResizing, syncProbe } from "./panes.js";
import { closePopover } from "./popover.js";
import { syncSheet } from "./sheet.js";
import { apply, on, state } from "./state.js";
import { closeThread, openThread, syncThread } from "./thread.js";
import { resumeTour } from "./tour.js";
import { welcomeNewcomer } from "./welcome.js";

const asked = new URLSearchParams(location.search).get("as");
let drawnFor = "";

/** Makes this tab another person's. */
function become(id, keepFocus = false) {
  if (id === state.me?.id) return;
  remember("as", id);
  const query = new URLSearchParams(location.search);
  query.set("as", id);
  history.replaceState(null, "", `?${query}`);
  connect(id, keepFocus);
}

function connect(id, keepFocus = false) {
  let refocus = keepFocus;
  follow(id, {
    event: (event) => gate(() => {
      apply(event);
      if (!refocus || event.type !== "state") return;
      refocus = false;
      document.querySelector('.who[aria-checked="true"]')?.focus();
    }),
    connected(well) {
      document.body.classList.toggle("lost", !well);
      fill(document.getElementById("lost"), well ? [] : [icon("alert", 15), t("banner.lost")]);
      document.getElementById("lost").hidden = well;
    },
  });
}

function drawAll() {
  const key = `${state.me.id} ${state.me.locale} ${state.epoch}`;
  const other = key !== drawnFor;
  if (other) {
    const before = drawnFor.split(" ")[0];
    if (before && before !== state.me.id) {
      speak(state.language);
      document.getElementById("announce").textContent = t("person.switched", { name: state.me.name });
    }
    drawnFor = key;
    closePopover(false);
    closeThread();
    forgetModals();
  }
  speak(state.language);
  document.title = t("title");
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("resize").setAttribute("aria-label", t("pane.resize"));
  document.getElementById("split").setAttribute("aria-label", t("pane.resize.height"));
  drawControls(become);
  drawPanes();
  document.body.classList.remove("loading"); // what is hidden cannot take the focus
  if (other) startConversation();
  else syncConversation();
  syncHome();
  syncModals();
  resumeTour();
  welcomeNewcomer();
}

on("state", drawAll);
on("world", drawAll);
on("messages", () => {
  syncConversation();
  syncThread();
});
on("ephemerals", () => {
  syncConversation();
  syncThread();
});
on("views", syncModals);
on("home", syncHome);
on("sheet", (event) => syncSheet(event));
on("calls", syncCalls);
on("probe", syncProbe);
on("clock", syncClock);
on("troubles", drawTroubles);
on("thread", ({ channel, ts }) => openThread(channel, ts));
on("place", closeThread);

document.addEventListener("click", (event) => {
  const mention = event.target.closest("a.mention[data-channel]");
  if (!mention) return;
  event.preventDefault();
  show(mention.dataset.channel);
});
addEventListener("focus", () => state.me && syncConversation());

startResizing();
startClock();
connect(asked ?? recall("as", ""));
