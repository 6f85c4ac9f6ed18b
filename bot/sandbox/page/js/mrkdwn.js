// Slack's mrkdwn, turned into nodes: mentions, links, bold, italic, strike, code, quotes, emoji, dates.

import { h, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import * as i18n from "./i18n.js";
import { channel, group, meansMe, now, person } from "./state.js";

const TAGS = { "*": "strong", "_": "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|https?:\/\/[^\s<>|*`]*[^\s<>|*`.,;:!?)'"»]/y;

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** Text of the kind `plain_text`: only emoji names mean anything. */
export const plain = (text) => withEmoji(unescape(text ?? ""));

/** A text object of Block Kit, either kind. */
export function textObject(object) {
  if (!object) return "";
  return object.type === "mrkdwn" ? mrkdwn(object.text) : object.emoji === false ? unescape(object.text) : plain(object.text);
}

/** A fragment that shows `text` as Slack would. */
export function mrkdwn(text) {
  const out = new DocumentFragment();
  const parts = (text ?? "").split("```");
  const closed = parts.length % 2 === 1;
  parts.forEach((part, index) => {
    const preformatted = index % 2 === 1 && (closed || index < parts.length - 1);
    if (preformatted) out.append(h("pre", { class: "mk-pre" }, unescape(part.replace(/^\n|\n$/g, ""))));
    else lines((index % 2 === 1 ? "```" : "") + part, out, index > 0);
  });
  return out;
}

function lines(text, out, afterPre) {
  let quote = null;
  let first = true;
  let rest = false;
  for (const line of (afterPre ? text.replace(/^\n/, "") : text).split("\n")) {
    const long = /^(?:&gt;|>){3} ?/.exec(line);
    const short = /^(?:&gt;|>) ?/.exec(line);
    if (long && !rest) rest = true;
    if (rest || short) {
      if (!quote) {
        quote = h("blockquote", { class: "mk-quote" });
        out.append(quote);
      } else quote.append(h("br"));
      inline(long ? line.slice(long[0].length) : short ? line.slice(short[0].length) : line, quote);
      first = true;
      continue;
    }
    quote = null;
    if (!first) out.append(h("br"));
    first = false;
    inline(line, out);
  }
}

function inline(text, out) {
  let plainFrom = 0;
  let at = 0;
  const flush = (to) => {
    if (to > plainFrom) out.append(unescape(text.slice(plainFrom, to)));
  };
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    const node = token && tokenNode(token);
    if (node) {
      flush(at);
      out.append(node);
      at = plainFrom = at + token[0].length;
      continue;
    }
    const end = TAGS[text[at]] ? closing(text, at) : -1;
    if (end > 0) {
      flush(at);
      const element = h(TAGS[text[at]]);
      inline(text.slice(at + 1, end), element);
      out.append(element);
      at = plainFrom = end + 1;
      continue;
    }
    at += 1;
  }
  flush(text.length);
}

/** Where the mark that opens at `at` closes, or -1: marks count only at the edges of words, as in Slack. */
function closing(text, at) {
  const mark = text[at];
  if ((at > 0 && WORD.test(text[at - 1])) || !text[at + 1] || /[\s]/.test(text[at + 1]) || text[at + 1] === mark) return -1;
  for (let end = at + 2; end < text.length; end += 1) {
    if (text[end] === "`" || text[end] === "<") {
      const other = text.indexOf(text[end] === "`" ? "`" : ">", end + 1);
      if (other > 0) end = other;
      continue;
    }
    if (text[end] === mark && !/\s/.test(text[end - 1]) && !(text[end + 1] && WORD.test(text[end + 1]))) return end;
  }
  return -1;
}

function tokenNode([whole, bracket, code, name]) {
  if (code !== undefined) return h("code", { class: "mk-code" }, unescape(code));
  if (name !== undefined) return emojiNode(name);
  if (bracket === undefined) return link(unescape(whole));
  const bar = bracket.indexOf("|");
  const target = bar < 0 ? bracket : bracket.slice(0, bar);
  const label = bar < 0 ? "" : bracket.slice(bar + 1);
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return broadcast(target.slice(1));
  if (!/^[a-z]+:/i.test(target)) return null;
  const shown = label ? new DocumentFragment() : unescape(target.replace(/^mailto:/, ""));
  if (label) inline(label, shown);
  return link(unescape(target), shown);
}

/** An emoji by its short name; an unknown one stays as typed. */
export function emojiNode(name) {
  const sign = emoji(name);
  return sign ? h("span", { class: "emoji", title: `:${name}:`, role: "img", "aria-label": name.replaceAll("_", " ") }, sign) : null;
}

const mention = (id, shown, kind) =>
  h("span", { class: `mention ${meansMe(id) ? "mention-me" : ""}`, [`data-${kind}`]: id }, shown);

/** A person's name as a mention. */
export const userMention = (id, label) => mention(id, `@${person(id)?.display ?? unescape(label || id)}`, "user");

/** A user group's handle as a mention. */
export const groupMention = (id, label) => mention(id, `@${group(id)?.handle ?? unescape(label || id).replace(/^@/, "")}`, "group");

/** A channel's name, which leads there. */
export function channelMention(id, label) {
  const known = channel(id);
  const shown = `#${known?.name ?? unescape(label || id)}`;
  return known ? h("a", { href: `#${id}`, class: "mention", "data-channel": id }, shown) : h("span", { class: "mention" }, shown);
}

/** `@here`, `@channel`, `@everyone`. */
export const broadcast = (kind) => h("span", { class: "mention mention-me" }, `@${kind.split("^")[0]}`);

function date(target, fallback) {
  const [, stamp, pattern, address] = target.split("^");
  const at = Number(stamp) * 1000;
  if (!Number.isFinite(at) || !pattern) return h("span", {}, unescape(fallback));
  const shown = unescape(pattern).replace(/\{(\w+)\}/g, (whole, name) => datePart(name, at) ?? whole);
  return address ? link(unescape(address), shown) : h("time", { datetime: new Date(at).toISOString(), title: i18n.longDay(at) }, shown);
}

function datePart(name, at) {
  if (name.endsWith("_pretty")) {
    const key = i18n.dayKey(at);
    if (key === i18n.dayKey(now())) return i18n.t("today").toLowerCase();
    if (key === i18n.dayKey(now() - 86_400_000)) return i18n.t("yesterday").toLowerCase();
  }
  const base = name.replace("_pretty", "");
  const shown = { date_num: i18n.numericDay, date: i18n.fullDay, date_short: i18n.shortDay, date_long: i18n.longDay,
    time: i18n.time, time_secs: i18n.seconds }[base];
  return shown?.(at);
}
