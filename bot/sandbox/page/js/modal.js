// The open modal. It lies over Slack only, so that the sheet beside can be edited meanwhile.

import { showError, syncBlocks } from "./blocks.js";
import { initialValue } from "./elements.js";
import { focusable, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { plain } from "./mrkdwn.js";
import { state } from "./state.js";
import { deliver, ModalSurface } from "./surfaces.js";

let open = null;
let opener = null;

const layer = () => document.getElementById("modals");
const beneath = () => [document.getElementById("sidebar"), document.getElementById("main")];

/** Brings the shown modal in line with the state. */
export function syncModals() {
  const view = state.modals[0];
  const before = open;
  if (open?.view.id !== view?.id) forgetModals();
  if (!before && view) opener = document.activeElement;
  if (view && !open) {
    open = new Modal(view);
    layer().replaceChildren(open.node);
  }
  open?.sync(view);
  beneath().forEach((node) => { node.inert = Boolean(view); });
  layer().classList.toggle("busy", Boolean(view));
  if (open && open !== before) open.focus();
  if (!view && before) (opener?.isConnected ? opener : document.getElementById("composer-text"))?.focus();
}

/** Forgets the shown modal: another person looks now. */
export function forgetModals() {
  open?.node.remove();
  open = null;
}

/** Within an input block or an actions block: the elements and what they hold now. */
function inputsOf(view) {
  return view.blocks.filter((block) => block.type === "input").map((block) => ({ block, element: block.element }));
}

/** The plain value within a Slack state object of one element. */
function held(entry) {
  if (!entry) return undefined;
  if (entry.selected_options) return entry.selected_options.map((option) => option.value);
  return entry.value ?? entry.selected_option?.value ?? entry.selected_user ?? entry.selected_date ?? entry.files;
}

class Modal {
  constructor(view) {
    this.view = view;
    this.cache = new Map();
    this.surface = new ModalSurface(view.id);
    this.surface.submit = () => this.submit();
    this.surface.cleared = (blockId) => this.error(blockId, "");
    this.body = h("div", { class: "modal-body", tabindex: "-1" });
    this.title = h("h2", { id: `title-${view.id}` });
    this.footer = h("div", { class: "modal-footer" });
    this.node = h("section", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": this.title.id,
      "data-view-id": view.id, onkeydown: (event) => this.key(event) },
      h("header", { class: "modal-header" }, this.title,
        h("button", { type: "button", class: "icon-button", "data-modal-close": true, "aria-label": t("modal.close"),
          onclick: () => this.leave() }, icon("close"))),
      this.body, this.footer);
  }

  sync(view) {
    const changed = this.shown !== view.hash;
    this.view = view;
    this.shown = view.hash;
    this.node.dataset.callbackId = view.callback_id ?? "";
    this.title.replaceChildren(plain(view.title?.text));
    this.surface.keepOnly(new Set(view.blocks.map((block) => block.block_id)));
    for (const { block, element } of inputsOf(view)) {
      this.surface.adopt(block.block_id, element, held(view.state?.values?.[block.block_id]?.[element.action_id]));
    }
    this.surface.errors = view.errors ?? {};
    syncBlocks(this.body, view.blocks, this.surface, this.cache);
    if (changed) this.drawFooter(view);
    const shape = JSON.stringify(view.errors ?? {});
    if (this.shape !== shape) this.showErrors(view.errors ?? {});
    this.shape = shape;
  }

  drawFooter(view) {
    const submits = view.submit || inputsOf(view).length;
    this.footer.replaceChildren(
      h("button", { type: "button", class: "button", "data-modal-cancel": true, onclick: () => this.leave() },
        view.close ? plain(view.close.text) : submits ? t("modal.cancel") : t("modal.close")));
    if (!submits) return;
    this.submitButton = h("button", { type: "button", class: "button primary", "data-modal-submit": true, onclick: () => this.submit() },
      view.submit ? plain(view.submit.text) : t("modal.submit"));
    this.footer.append(this.submitButton);
  }

  error(blockId, text) {
    const node = this.body.querySelector(`.bk[data-block-id="${CSS.escape(blockId)}"]`);
    if (node) showError(node, blockId, text);
  }

  showErrors(errors) {
    for (const { block } of inputsOf(this.view)) this.error(block.block_id, errors[block.block_id] ?? "");
    const first = inputsOf(this.view).find(({ block }) => errors[block.block_id]);
    if (!first) return;
    const node = this.body.querySelector(`.bk[data-block-id="${CSS.escape(first.block.block_id)}"]`);
    node?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    node && focusable(node)[0]?.focus({ preventScroll: true });
  }

  /** What Slack itself refuses before the bot hears of it: empty required fields, too much or too little text. */
  faults() {
    const faults = {};
    for (const { block, element } of inputsOf(this.view)) {
      const value = this.surface.value(block.block_id, element) ?? initialValue(element);
      const empty = value === null || value === undefined || value.length === 0;
      const length = typeof value === "string" ? [...value].length : 0;
      const most = element.max_length ?? 3000;
      if (empty && !block.optional) faults[block.block_id] = t("required");
      else if (length > most) faults[block.block_id] = t("too_long", { over: length - most });
      else if (!empty && length < (element.min_length ?? 0)) faults[block.block_id] = t("too_short", { least: element.min_length });
    }
    return faults;
  }

  async submit() {
    const faults = this.faults();
    this.showErrors(faults);
    if (Object.keys(faults).length) return;
    this.submitButton?.setAttribute("aria-busy", "true");
    try {
      await deliver("view/submit", { view_id: this.view.id, values: this.surface.values() });
    } finally {
      this.submitButton?.removeAttribute("aria-busy");
      // A refusal that says the same as the one before changes nothing in the state, yet must be seen again.
      if (open === this) this.showErrors(this.view.errors ?? {});
    }
  }

  leave() {
    return deliver("view/close", { view_id: this.view.id });
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
    } else if (event.key === "Tab") {
      const stops = focusable(this.node);
      const [first, last] = [stops[0], stops.at(-1)];
      if (event.shiftKey ? document.activeElement === first || document.activeElement === this.body : document.activeElement === last) {
        event.preventDefault();
        (event.shiftKey ? last : first)?.focus();
      }
    }
  }

  focus() {
    const wanted = this.body.querySelector("[autofocus]") ?? this.body.querySelector("input,textarea,select") ?? this.submitButton ?? this.body;
    wanted.focus();
  }
}

