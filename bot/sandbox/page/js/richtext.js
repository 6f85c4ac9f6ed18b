// The rich_text block: sections, lists, quotes and preformatted text, element by element.

import { h, link } from "./dom.js";
import * as i18n from "./i18n.js";
import { broadcast, channelMention, emojiNode, groupMention, userMention } from "./mrkdwn.js";

const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

const ELEMENTS = {
  text: (element) => element.text,
  link: (element) => link(element.url, element.text ?? element.url),
  user: (element) => userMention(element.user_id),
  usergroup: (element) => groupMention(element.usergroup_id),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => broadcast(element.range),
  emoji: (element) => emojiNode(element.name) ?? `:${element.name}:`,
  color: (element) => h("code", { class: "mk-code" }, element.value),
  date: (element) => h("time", {}, element.fallback ?? i18n.fullDay(element.timestamp * 1000)),
};

function inline(element) {
  let node = ELEMENTS[element.type]?.(element) ?? "";
  const style = element.style ?? {};
  if (style.code) node = h("code", { class: "mk-code" }, node);
  for (const [name, tag] of STYLES) if (style[name]) node = h(tag, {}, node);
  return node;
}

const inlines = (block) => (block.elements ?? []).map(inline);

function list(block) {
  const tag = block.style === "ordered" ? "ol" : "ul";
  const items = block.elements.map((item) => h("li", {}, inlines(item)));
  return h(tag, { class: `rt-list rt-indent-${Math.min(block.indent ?? 0, 6)}`, start: block.offset ? block.offset + 1 : null }, items);
}

const PARTS = {
  rich_text_section: (part) => h("div", { class: "rt-section" }, inlines(part)),
  rich_text_quote: (part) => h("blockquote", { class: "mk-quote" }, inlines(part)),
  rich_text_preformatted: (part) => h("pre", { class: "mk-pre" }, inlines(part)),
  rich_text_list: list,
};

/** The nodes of a rich_text block. */
export const richText = (block) => block.elements.map((part) => PARTS[part.type]?.(part));
