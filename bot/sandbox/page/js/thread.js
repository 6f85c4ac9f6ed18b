// The thread beside the conversation.

import { messagesIn } from "./channels.js";
import { Composer } from "./composer.js";
import { fill, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { MessageList } from "./messages.js";
import { channel, state } from "./state.js";

let open = null;
const box = () => document.getElementById("thread");

/** Opens the thread under the message `ts` of `channelId`. */
export function openThread(channelId, ts) {
  const scroller = h("div", { class: "scroller from-top", tabindex: "-1" });
  const composer = new Composer({ id: "thread-text", placeholder: t("composer.thread"), target: () => ({ channel: channelId, threadTs: ts }) });
  const close = h("button", { type: "button", class: "icon-button", "data-thread-close": true, "aria-label": t("thread.close"), onclick: closeThread }, icon("close"));
  const name = channel(channelId)?.name;
  fill(box(), h("header", { class: "thread-head" }, h("h2", {}, t("thread")), h("span", { class: "muted" }, name ? `#${name}` : state.bot.name), close),
    scroller, composer.node);
  box().hidden = false;
  box().dataset.thread = ts;
  document.body.classList.add("thread-open");
  open = { channelId, ts, list: new MessageList(scroller, { label: t("thread") }) };
  open.list.sync(messagesIn(channelId, ts), { first: true });
  composer.text.focus();
}

/** Closes the thread. */
export function closeThread() {
  open = null;
  box().replaceChildren();
  box().hidden = true;
  document.body.classList.remove("thread-open");
}

/** Brings the open thread in line with the state. */
export function syncThread() {
  if (!open) return;
  const messages = messagesIn(open.channelId, open.ts);
  if (!messages.length) closeThread();
  else open.list.sync(messages);
}
