// The sidebar and the conversation it leads to: channels, the bot's direct messages, and its Home tab.

import { syncBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { fill, h, icon } from "./dom.js";
import { around, t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { avatar, MessageList } from "./messages.js";
import { channel, emit, state } from "./state.js";
import { deliver, homeSurface } from "./surfaces.js";

const APP = "app";
const HOME = "home";
let current = null; // a channel's id, or APP, or HOME
let list = null;
let composer = null;
let homeCache = new Map();
let seen = {};

const $ = (id) => document.getElementById(id);
const place = (id) => (id === APP ? state.im : id);

/** Shows the conversation where this person was last, or the first channel. */
export function startConversation() {
  seen = recall(`seen.${state.me.id}`, {});
  const asked = decodeURIComponent(location.hash.slice(1));
  const known = [asked, recall(`place.${state.me.id}`), current, state.channels[0]?.id];
  show(known.find((id) => id && (id === APP || id === HOME || channel(id))), true);
}

/** Goes to a conversation: a channel's id, "app" or "home". */
export function show(id, again = false) {
  if (id === state.im) id = APP;
  document.body.classList.remove("menu-open");
  if (id === current && !again) {
    composer?.text.focus();
    return;
  }
  current = id;
  remember(`place.${state.me.id}`, id);
  if (location.hash.slice(1) !== id) history.replaceState(null, "", `${location.search}#${id}`);
  emit("place", { id });
  drawHead();
  if (id === HOME) openHome();
  else openMessages();
  drawSidebar();
}

function openMessages() {
  const scroller = h("div", { class: "scroller", id: "scroller", tabindex: "-1" });
  const one = channel(current);
  const name = one ? t("composer.channel", { name: one.name }) : t("composer.im", { name: state.bot.name });
  list = new MessageList(scroller, { label: one ? `#${one.name}` : state.bot.name, empty: beginning,
    openThread: (ts) => emit("thread", { channel: place(current), ts }) });
  composer = new Composer({ id: "composer-text", placeholder: name, target: () => ({ channel: place(current) ?? state.bot.user_id }) });
  const absent = one && !one.members.includes(state.me.id);
  fill($("conversation"), scroller, absent
    ? h("div", { class: "composer-absent" }, t("not_member", { name: state.me.display }))
    : composer.node);
  syncConversation(true);
}

function beginning() {
  const one = channel(current);
  const command = h("code", { class: "mk-code" }, state.commands[0]?.command ?? "");
  if (one) {
    return h("div", { class: "beginning" }, h("h2", {}, icon("hash", 22), one.name), h("p", {}, t("empty.channel.text")),
      !one.has_bot && h("p", { class: "muted" }, t("bot.absent")));
  }
  return h("div", { class: "beginning" }, avatar(state.bot.user_id, 56), h("h2", {}, t("empty.im", { name: state.bot.name })),
    h("p", {}, around("empty.im.text", { command })));
}

function openHome() {
  list = composer = null;
  homeCache = new Map();
  fill($("conversation"), h("div", { class: "scroller home", id: "home", tabindex: "-1" }));
  syncHome();
  deliver("home/open", {});
}

/** Draws the Home tab again where it is shown. */
export function syncHome() {
  const box = $("home");
  if (!box) return;
  const view = state.home;
  if (!view) {
    homeCache = new Map();
    fill(box, h("p", { class: "pane-empty" }, t("empty.home")));
    return;
  }
  if (!homeCache.size) box.replaceChildren();
  syncBlocks(box, view.blocks, homeSurface(view), homeCache);
}

/** The messages of a conversation that stand outside threads, ephemeral ones in their places. */
export function messagesIn(id, threadTs = null) {
  const inThread = (message) => (message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null);
  const stored = state.messages[id] ?? [];
  const ephemeral = state.ephemerals.filter((message) => message.channel === id).map((message) => ({ ...message, ephemeral: true }));
  const wanted = (message) => threadTs
    ? message.ts === threadTs || inThread(message) === threadTs
    : !inThread(message);
  const replies = new Map();
  for (const message of stored) {
    const parent = inThread(message);
    if (!parent) continue;
    const known = replies.get(parent) ?? { count: 0, who: [] };
    known.count += 1;
    const author = message.user ?? message.bot_id;
    if (!known.who.includes(author)) known.who.push(author);
    replies.set(parent, known);
  }
  return [...stored, ...ephemeral].filter(wanted)
    .map((message) => ({ ...message, channel: id, replies: replies.get(message.ts)?.count ?? 0, repliers: replies.get(message.ts)?.who }))
    .sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));
}

/** Brings the shown messages in line with the state. */
export function syncConversation(first = false) {
  if (list) {
    const messages = messagesIn(place(current));
    list.sync(messages, { first });
    markSeen(messages);
  }
  drawSidebar();
}

function markSeen(messages) {
  const last = messages.at(-1)?.ts;
  if (!last || document.hidden || seen[current] === last) return;
  seen[current] = last;
  remember(`seen.${state.me.id}`, seen);
}

function unread(id) {
  if (id === current) return 0;
  const since = seen[id] ?? "0";
  return messagesIn(place(id)).filter((message) => message.ts > since && message.user !== state.me.id).length;
}

function entry(id, sign, name, count) {
  return h("a", { href: `#${id}`, class: `side-item ${count ? "unread" : ""}`, "data-channel": id === APP ? state.im ?? APP : id, "data-place": id,
    "aria-current": id === current || (id === APP && current === HOME) ? "page" : null,
    onclick: (event) => {
      event.preventDefault();
      show(id);
    } }, sign, h("span", { class: "side-name" }, name), count > 0 && h("span", { class: "side-count", "aria-label": t("unread", { count }) }, count));
}

let drawn = "";

function drawSidebar() {
  const counts = [...state.channels.map((one) => one.id), APP].map((id) => [id, unread(id)]);
  const shape = JSON.stringify([current, state.me.id, state.me.locale, state.im, state.channels, counts]);
  if (shape === drawn) return;
  drawn = shape;
  const count = Object.fromEntries(counts);
  fill($("sidebar"),
    h("div", { class: "team" }, h("strong", {}, state.team ?? "Hey Pongo"), h("span", { class: "muted" }, state.me.name)),
    h("nav", { "aria-label": t("menu") },
      h("h3", { class: "side-title" }, t("channels")),
      state.channels.map((one) => entry(one.id, icon(one.private ? "lock" : "hash", 15), one.name, count[one.id])),
      h("h3", { class: "side-title" }, t("apps")),
      entry(APP, h("span", { class: "avatar avatar-bot", style: "--size:20px" }, "6x"), state.bot.name, count[APP])));
}

function drawHead() {
  const one = channel(current);
  const tab = (id, name, sign) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(current === id), "data-tab": id, onclick: () => show(id) }, icon(sign, 15), name);
  fill($("head"),
    h("button", { type: "button", class: "icon-button menu-button", "aria-label": t("menu"), onclick: () => document.body.classList.toggle("menu-open") }, icon("menu")),
    one
      ? [h("h1", {}, icon(one.private ? "lock" : "hash", 17), one.name), h("span", { class: "muted head-note" }, t("members", { count: one.members.length }))]
      : [h("h1", {}, h("span", { class: "avatar avatar-bot", style: "--size:24px", "aria-hidden": "true" }, "6x"), state.bot.name, h("span", { class: "app-badge" }, t("app"))),
        h("div", { class: "tabs", role: "tablist" }, tab(HOME, t("tab.home"), "home"), tab(APP, t("tab.messages"), "chat"))]);
}

/** Puts words into the composer of the shown conversation, going to a channel first if the Home tab is shown. */
export function write(words) {
  if (!composer) show(state.channels[0].id);
  composer.put(words);
}

addEventListener("hashchange", () => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (state.me && id && id !== current && (id === APP || id === HOME || id === state.im || channel(id))) show(id);
});
document.addEventListener("visibilitychange", () => !document.hidden && state.me && syncConversation());
