// Block Kit's blocks, as nodes. What differs between a message, a modal and the Home tab comes in as the surface.
//
// A surface has `act(blockId, element, value)`, `value(blockId, element)`, `change(blockId, element, value, how)`, and may
// have `submit()` and `errors` ({blockId: text}).

import { fresh, h } from "./dom.js";
import { renderElement } from "./elements.js";
import { t } from "./i18n.js";
import { plain, textObject } from "./mrkdwn.js";

function placeOf(surface, block, element, more = {}) {
  return {
    blockId: block.block_id,
    input: false,
    value: () => surface.value?.(block.block_id, element),
    act: (value) => surface.act(block.block_id, element, value),
    change: (value, how) => surface.change?.(block.block_id, element, value, how),
    suggest: (typed) => surface.suggest?.(block.block_id, element, typed) ?? [],
    ...more,
  };
}

const element = (surface, block, item) => renderElement(item, placeOf(surface, block, item));

function section(block, surface) {
  const accessory = block.accessory;
  return [
    h("div", { class: "bk-section-body" },
      block.text && h("div", { class: "bk-text" }, textObject(block.text)),
      block.fields && h("div", { class: "bk-fields" }, block.fields.map((field) => h("div", { class: "bk-field" }, textObject(field))))),
    accessory && h("div", { class: `bk-accessory bk-accessory-${accessory.type}` }, element(surface, block, accessory)),
  ];
}

function input(block, surface) {
  const item = block.element;
  const id = fresh("input");
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const error = surface.errors?.[block.block_id];
  const label = [plain(block.label.text), block.optional && h("span", { class: "optional" }, ` ${t("optional")}`)];
  const single = /text_input|file_input/.test(item.type);
  const place = placeOf(surface, block, item, {
    input: true, id: single ? id : null, label: single ? null : plain(block.label.text), optional: block.optional,
    dispatches: Boolean(block.dispatch_action), submit: surface.submit,
    describedBy: `${errorId} ${helpId}`,
    change: (value, how = {}) => surface.change(block.block_id, item, value,
      { ...how, dispatch: Boolean(block.dispatch_action) && (how.dispatch ?? true) }),
  });
  return [
    single ? h("label", { class: "bk-label", for: id }, label) : h("div", { class: "bk-label" }, label),
    renderElement(item, place),
    h("div", { class: "bk-error", id: errorId, role: "alert", "data-error-for": block.block_id, hidden: !error }, error && plain(error)),
    block.hint && h("div", { class: "bk-hint", id: helpId }, plain(block.hint.text)),
  ];
}

const BLOCKS = {
  header: (block) => h("h3", {}, textObject(block.text)),
  section,
  divider: () => h("hr"),
  actions: (block, surface) => block.elements.map((item) => element(surface, block, item)),
  context: (block) => block.elements.map((item) => h("span", {}, textObject(item))),
  input,
};

/** The node of one block; an unknown type says so. */
export function renderBlock(block, surface) {
  const build = BLOCKS[block.type];
  return h("div", { class: `bk bk-${block.type}`, "data-block-id": block.block_id, "data-block-type": block.type },
    build ? build(block, surface) : h("span", { class: "bk-unsupported" }, t("unsupported", { type: block.type })));
}

/** Shows or clears the error beneath an input block. */
export function showError(node, blockId, text) {
  const line = node.querySelector(`[data-error-for="${CSS.escape(blockId)}"]`);
  if (!line) return;
  line.hidden = !text;
  line.textContent = text ? plain(text) : "";
  node.classList.toggle("bk-invalid", Boolean(text));
  node.querySelectorAll("input,textarea,select").forEach((field) => field.setAttribute("aria-invalid", String(Boolean(text))));
}

/**
 * Brings the blocks within `container` in line with `blocks`, leaving alone every node whose block is unchanged: what a
 * person is typing, and where the focus is, survives a view update. `cache` is a Map kept by the caller.
 */
export function syncBlocks(container, blocks, surface, cache) {
  const kept = new Map();
  blocks.forEach((block, index) => {
    const key = `${block.block_id ?? index}`;
    const shape = JSON.stringify(block);
    const old = cache.get(key);
    const entry = old?.shape === shape ? old : { shape, node: renderBlock(block, surface) };
    if (old && old !== entry) {
      entry.node.classList.add("flash");
      refocus(old.node, entry.node);
    }
    kept.set(key, entry);
  });
  // First out with the old: moving a node that stays would take the focus from it.
  for (const [key, entry] of cache) if (kept.get(key) !== entry) entry.node.remove();
  let next = container.firstChild;
  for (const { node } of kept.values()) {
    if (node === next) next = next.nextSibling;
    else container.insertBefore(node, next);
  }
  cache.clear();
  kept.forEach((entry, key) => cache.set(key, entry));
}

/** Moves the focus from a node that is being replaced to the same field of its replacement. */
function refocus(before, after) {
  const active = document.activeElement;
  const action = before.contains(active) && active.dataset.actionId;
  if (!action) return;
  const range = [active.selectionStart, active.selectionEnd];
  queueMicrotask(() => {
    const field = after.querySelector(`[data-action-id="${CSS.escape(action)}"]`);
    field?.focus();
    if (range[0] !== undefined && range[0] !== null) field?.setSelectionRange?.(...range);
  });
}
