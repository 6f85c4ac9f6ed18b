// A list of messages: a channel, a direct conversation, or a thread. Only what changed is drawn again.

import { renderBlock } from "./blocks.js";
import { add, h, icon } from "./dom.js";
import * as i18n from "./i18n.js";
import { t } from "./i18n.js";
import { mrkdwn } from "./mrkdwn.js";
import { menu } from "./popover.js";
import { now, person, state } from "./state.js";
import { deliver, messageSurface } from "./surfaces.js";

const TOGETHER = 300; // seconds within which one author's messages share a heading

const author = (message) => message.user ?? message.bot_id ?? "";
const isBot = (message) => Boolean(message.bot_id) || person(message.user)?.is_bot;
const COLORS = ["#5b8def", "#d1617b", "#3f9d75", "#c07a2c", "#8a63c9", "#2f93a8"];

/** A person's picture: the first letters of the name on a colour of their own. */
export function avatar(id, size = 36) {
  const who = person(id) ?? { display: "?", name: "?" };
  if (who.is_bot || id === state.bot?.bot_id) {
    return h("span", { class: "avatar avatar-bot", style: `--size:${size}px`, "aria-hidden": "true" }, "6x");
  }
  const letters = who.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  const index = Math.max(0, state.people.filter((one) => !one.is_bot).findIndex((one) => one.id === id));
  return h("span", { class: "avatar", style: `--size:${size}px;--avatar:${COLORS[index % COLORS.length]}`, "aria-hidden": "true" }, letters);
}

function dayName(at) {
  const key = i18n.dayKey(at);
  if (key === i18n.dayKey(now())) return t("today");
  if (key === i18n.dayKey(now() - 86_400_000)) return t("yesterday");
  const name = i18n.longDay(at);
  return name[0].toUpperCase() + name.slice(1);
}

const moment = (ts) => Number(ts.split(".")[0]) * 1000;

/** A file: a picture is shown, of anything else the name. */
function fileBox(file) {
  const name = file.title || file.name || file.id;
  const label = h("div", { class: "file", "data-file": file.id }, icon("file", 16), h("span", {}, name));
  if (file.mimetype !== "image/png") return label;
  const address = `/api/files/${encodeURIComponent(file.id)}?as=${encodeURIComponent(state.me.id)}`;
  return h("figure", { class: "picture", "data-file": file.id }, h("figcaption", {}, name), h("img", { src: address, alt: file.alt_txt ?? name, loading: "lazy" }));
}

export class MessageList {
  /** `empty()` answers what stands at the top; `openThread(ts)` is left out within a thread. */
  constructor(scroller, { empty, openThread, label }) {
    this.scroller = scroller;
    this.options = { empty, openThread };
    this.entries = new Map();
    this.list = h("div", { class: "message-list", role: "log", "aria-label": label, "aria-live": "polite" });
    this.pill = h("button", { type: "button", class: "new-pill", hidden: true, onclick: () => this.toEnd(true) }, icon("down", 14), t("new_below"));
    this.top = h("div", { class: "list-top" });
    this.scroller.replaceChildren(h("div", { class: "list-space" }), this.top, this.list, this.pill);
    // Heights settle late, since what is out of sight is not laid out: whoever is at the end stays there.
    this.sticky = true;
    this.scroller.onscroll = () => {
      this.sticky = this.atEnd();
      if (this.sticky) this.pill.hidden = true;
    };
    new ResizeObserver(() => this.sticky && this.toEnd()).observe(this.list);
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 80;
  }

  toEnd(smooth = false) {
    this.sticky = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.pill.hidden = true;
  }

  /** Shows `messages` (ephemeral ones among them marked `ephemeral`), in the order of their ts. */
  sync(messages, { first = false } = {}) {
    const stay = first || this.sticky;
    const kept = new Map();
    let grew = false;
    let previous = null;
    for (const message of messages) {
      const at = moment(message.ts);
      const day = i18n.dayKey(at);
      if (!previous || i18n.dayKey(moment(previous.ts)) !== day) {
        this.keep(kept, `day ${day}`, dayName(at), () => h("div", { class: "day", role: "separator" }, h("span", {}, dayName(at))));
        previous = null;
      }
      const compact = Boolean(previous) && author(previous) === author(message) && !message.ephemeral && !previous.ephemeral
        && at - moment(previous.ts) < TOGETHER * 1000;
      const key = `${message.ephemeral ? "e" : "m"} ${message.ts}`;
      const old = this.entries.get(key);
      const entry = this.keep(kept, key, JSON.stringify([message, compact]), () => this.draw(message, compact));
      if (old && old !== entry && old.text !== this.words(message)) entry.node.classList.add("flash");
      if (!old && !first) {
        grew = true;
        entry.node.classList.add("arrives");
      }
      entry.text = this.words(message);
      previous = message;
    }
    this.place(kept);
    this.top.replaceChildren(...[this.options.empty?.() ?? []].flat());
    if (stay) this.toEnd();
    else if (grew) this.pill.hidden = false;
  }

  /** What a flash is about: the message itself, not the replies counted beneath it. */
  words(message) {
    return JSON.stringify([message.text, message.blocks]);
  }

  keep(kept, key, shape, build) {
    const old = this.entries.get(key);
    const entry = old?.shape === shape ? old : { shape, node: build() };
    kept.set(key, entry);
    return entry;
  }

  place(kept) {
    const focused = document.activeElement?.dataset?.actionId;
    const within = focused && document.activeElement.closest("[data-ts]")?.dataset.ts;
    for (const [key, entry] of this.entries) if (kept.get(key) !== entry) entry.node.remove();
    let next = this.list.firstChild;
    for (const { node } of kept.values()) {
      if (node === next) next = next.nextSibling;
      else this.list.insertBefore(node, next);
    }
    this.entries = kept;
    if (within && document.activeElement === document.body) {
      this.list.querySelector(`[data-ts="${within}"] [data-action-id="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  draw(message, compact) {
    const at = moment(message.ts);
    const stamp = h("time", { class: "stamp", datetime: new Date(at).toISOString(), title: `${i18n.longDay(at)} ${i18n.seconds(at)}` }, i18n.time(at));
    const who = person(author(message));
    const name = message.username ?? (isBot(message) ? state.bot?.name : who?.display) ?? author(message);
    const surface = messageSurface(message);
    const blocks = message.blocks?.length
      ? message.blocks.map((block) => renderBlock(block, surface))
      : h("div", { class: "bk bk-text" }, mrkdwn(message.text));
    const node = h("article", { class: `message ${compact ? "compact" : ""} ${message.ephemeral ? "ephemeral" : ""}`, "data-ts": message.ts,
      "data-channel": message.channel, "data-author": author(message), "data-ephemeral": message.ephemeral ? true : null, "aria-label": `${name}, ${i18n.time(at)}` });
    return add(node,
      h("div", { class: "gutter" }, compact ? stamp : avatar(author(message))),
      h("div", { class: "content" },
        message.ephemeral && h("div", { class: "only-you" }, icon("eye", 13), t("only_you")),
        !compact && h("div", { class: "author" }, h("strong", {}, name), isBot(message) && h("span", { class: "app-badge" }, t("app")), stamp),
        blocks,
        (message.files ?? []).map(fileBox),
        message.edited && h("span", { class: "edited" }, t("edited")),
        this.options.openThread && message.replies > 0 && this.repliesButton(message)),
      this.toolbar(message));
  }

  repliesButton(message) {
    return h("button", { type: "button", class: "replies", "data-open-thread": message.ts, onclick: () => this.options.openThread(message.ts) },
      (message.repliers ?? []).slice(0, 3).map((id) => avatar(id, 20)),
      h("span", {}, message.replies === 1 ? t("thread.replies_1") : t("thread.replies_n", { count: message.replies })));
  }

  toolbar(message) {
    if (message.ephemeral) {
      return h("div", { class: "message-tools" }, h("button", { type: "button", class: "icon-button", "data-dismiss": message.ts, "aria-label": t("dismiss"), title: t("dismiss"),
        onclick: () => deliver("ephemeral/dismiss", { channel: message.channel, ts: message.ts }) }, icon("close", 15)));
    }
    const shortcuts = state.shortcuts.filter((one) => one.type === "message");
    const more = h("button", { type: "button", class: "icon-button", "data-message-menu": message.ts, "aria-label": t("more"), title: t("more"), "aria-haspopup": "menu", "aria-expanded": "false",
      onclick: () => menu(more, shortcuts.length
        ? shortcuts.map((one) => ({ label: one.name, hint: state.bot?.name, data: { "data-shortcut": one.callback_id },
          action: () => deliver("shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }) }))
        : [{ label: t("no_shortcuts"), disabled: true }], t("more")) }, icon("more", 16));
    return h("div", { class: "message-tools" },
      this.options.openThread && h("button", { type: "button", class: "icon-button", "data-reply": message.ts, "aria-label": t("thread.reply"), title: t("thread.reply"),
        onclick: () => this.options.openThread(message.thread_ts ?? message.ts) }, icon("thread", 15)),
      more);
  }
}
