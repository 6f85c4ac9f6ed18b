// Menus and small floating boxes: one open at a time, closed by Escape, by a click elsewhere, or by a choice.

import { focusable, h } from "./dom.js";

let open = null;

/** Closes the open menu, if there is one; `back` gives the focus back to what opened it. */
export function closePopover(back = true) {
  if (!open) return;
  const { box, opener, onclose } = open;
  open = null;
  box.remove();
  opener.setAttribute("aria-expanded", "false");
  onclose?.();
  if (back && opener.isConnected) opener.focus();
}

/** Opens `content` beside `opener`; a second press on the same opener closes it. */
export function popover(opener, content, { role = "dialog", label = "", className = "", onclose, beside = opener } = {}) {
  if (open?.opener === opener) {
    closePopover();
    return null;
  }
  closePopover(false);
  const box = h("div", { class: `popover ${className}`, role, "aria-label": label || null }, content);
  document.body.append(box);
  opener.setAttribute("aria-expanded", "true");
  open = { box, opener, onclose };
  place(box, beside);
  (box.querySelector("[autofocus]") ?? focusable(box)[0])?.focus();
  return box;
}

function place(box, opener) {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = anchor.bottom + 6 + height < innerHeight || anchor.top < height;
  box.style.top = `${Math.max(6, below ? Math.min(anchor.bottom + 6, innerHeight - height - 6) : anchor.top - height - 6)}px`;
  box.style.left = `${Math.max(6, Math.min(anchor.left, innerWidth - width - 8))}px`;
}

/** Opens a menu of `items` ({label, action, data?, danger?, hint?}); arrows move, Enter chooses. */
export function menu(opener, items, label) {
  const entries = items.map((item) =>
    h("button", { type: "button", role: "menuitem", class: `menu-item ${item.danger ? "danger" : ""}`, tabindex: "-1",
      disabled: item.disabled, ...item.data, onclick: () => {
        closePopover();
        item.action?.();
      } }, h("span", {}, item.label), item.hint && h("small", {}, item.hint)));
  const box = popover(opener, entries, { role: "menu", label, className: "menu" });
  if (!box) return;
  entries.find((entry) => !entry.disabled)?.focus();
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = entries.indexOf(document.activeElement);
    entries[(at + step + entries.length) % entries.length].focus();
  });
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.opener.contains(event.target)) closePopover(false);
});
document.addEventListener("keydown", (event) => {
  if (!open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closePopover();
  } else if (event.key === "Tab") {
    const stops = focusable(open.box);
    const last = event.shiftKey ? stops[0] : stops.at(-1);
    if (!stops.length || document.activeElement === last || open.box.getAttribute("role") === "menu") closePopover();
  }
}, true);
addEventListener("resize", () => closePopover(false));
