// How the elements of a message, a modal or the Home tab reach the workspace.

import { latest, post, Refused } from "./api.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { report, toast } from "./toast.js";

/** Posts and tells the person of trouble; answers the delivery, or null where the workspace refused. */
export async function deliver(path, body, command = "") {
  try {
    const { delivery } = await post(path, { as: state.me.id, ...body });
    report(delivery, command);
    return delivery ?? {};
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message === "offline" ? t("toast.offline") : t("toast.refused", { why: error.message }), "trouble");
    return null;
  }
}

/** The surface of a message: using an element is an action on it. */
export function messageSurface(message) {
  const act = (blockId, element, value) =>
    deliver("click", { channel: message.channel, ts: message.ts, block_id: blockId, action_id: element.action_id, value });
  const timers = new Map();
  return {
    kind: "message",
    act,
    change(blockId, element, value, how = {}) {
      clearTimeout(timers.get(blockId));
      if (how.dispatch) timers.set(blockId, setTimeout(() => act(blockId, element, value), how.typing ? PAUSE : 0));
    },
  };
}

/** The surface of the Home tab. */
export const homeSurface = (view) => ({
  kind: "home",
  act: (blockId, element, value) =>
    deliver("view/click", { view_id: view.id, block_id: blockId, action_id: element.action_id, value }),
  change(blockId, element, value, how = {}) {
    const enter = Boolean(how.dispatch && !how.typing);
    return deliver("view/fill", { view_id: view.id, block_id: blockId, value, enter });
  },
});

const PAUSE = 250;
const QUIET_PAUSE = 400;

/** The surface of a modal: it keeps what was filled in, and passes it on as the person types. */
export class ModalSurface {
  constructor(viewId) {
    this.kind = "modal";
    this.viewId = viewId;
    this.drafts = new Map();
    this.timers = new Map();
    this.errors = {};
    this.act = this.act.bind(this);
    this.value = this.value.bind(this);
    this.change = this.change.bind(this);
  }

  #key = (blockId, element) => `${blockId} ${element.action_id}`;

  value(blockId, element) {
    return this.drafts.get(this.#key(blockId, element))?.value;
  }

  /** Takes over what the workspace already knows was filled in, in this tab or another. */
  adopt(blockId, element, value) {
    const key = this.#key(blockId, element);
    if (value !== undefined && value !== null && !this.drafts.has(key)) this.drafts.set(key, { blockId, value });
  }

  /** Forgets what was filled into inputs that the view has no more: should they come back, they are empty. */
  keepOnly(blockIds) {
    for (const [key, { blockId }] of this.drafts) if (!blockIds.has(blockId)) this.drafts.delete(key);
  }

  async act(blockId, element, value) {
    if (element.type !== "button" && element.type !== "overflow") this.drafts.set(this.#key(blockId, element), { blockId, value, action: true });
    await deliver("view/click", { view_id: this.viewId, block_id: blockId, action_id: element.action_id, value });
  }

  change(blockId, element, value, how = {}) {
    this.drafts.set(this.#key(blockId, element), { blockId, value });
    this.cleared?.(blockId);
    clearTimeout(this.timers.get(blockId));
    const send = () => {
      this.timers.delete(blockId);
      const body = { view_id: this.viewId, block_id: blockId, value };
      if (how.dispatch) return latest(`${this.viewId} ${blockId}`, () => deliver("view/fill", body));
      // Only so that a reload finds it again: trouble here is nobody's business.
      return latest(`${this.viewId} ${blockId}`, () => post("view/fill", { as: state.me.id, quiet: true, ...body }).catch(() => {}));
    };
    this.timers.set(blockId, setTimeout(send, !how.typing ? 0 : how.dispatch ? PAUSE : QUIET_PAUSE));
  }

  /** What the bot offers to somebody who typed that into an external select. */
  async suggest(blockId, element, typed) {
    const body = { as: state.me.id, view_id: this.viewId, block_id: blockId, action_id: element.action_id, typed };
    const { delivery, options } = await post("view/suggest", body).catch(() => ({}));
    report(delivery);
    return options ?? [];
  }

  /** Everything filled in, by block; what was still waiting to be passed on goes with it. */
  values() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
    const filled = [...this.drafts.values()].filter((draft) => !draft.action);
    return Object.fromEntries(filled.map(({ blockId, value }) => [blockId, value]));
  }
}
