// Short notices at the foot of the page, read out by screen readers.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const box = () => document.getElementById("toasts");

/** Shows `text` for a few seconds; `kind` is "info" or "trouble". */
export function toast(text, kind = "info") {
  const node = h("div", { class: `toast toast-${kind}`, "data-toast": kind }, text);
  box().append(node);
  while (box().children.length > 4) box().firstChild.remove();
  setTimeout(() => node.classList.add("toast-going"), kind === "trouble" ? 7000 : 3500);
  node.addEventListener("transitionend", () => node.classList.contains("toast-going") && node.remove());
  node.addEventListener("click", () => node.remove());
}

/** Says what went wrong with a delivery to the bot, if something did; answers whether all was well. */
export function report(delivery, command = "") {
  if (!delivery) return true;
  const silent = delivery.status === 0 && (!delivery.refused || delivery.refused === "dispatch_failed");
  if (silent) toast(command ? t("toast.command", { command }) : t("toast.bot_down"), "trouble");
  else if (delivery.refused === "operation_timeout") toast(t("toast.bot_slow"), "trouble");
  else if (delivery.refused) toast(t("toast.refused", { why: delivery.refused }), "trouble");
  else if (delivery.status && (delivery.status < 200 || delivery.status >= 300)) {
    toast(command ? t("toast.command", { command }) : t("toast.bot", { status: delivery.status }), "trouble");
  } else return true;
  return false;
}
