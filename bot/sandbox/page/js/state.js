// What the workspace looks like to the person that this tab has chosen, and who wants to know of changes.

export const state = {
  me: null, people: [], bot: null, usergroups: [], channels: [], im: null, messages: {}, ephemerals: [], modals: [],
  waiting: [], conflicts: [], pongo: { shops: [], tokens: [] },
  home: null, sheet: { title: "", worksheet: "", rows: [] }, mailbox: [], outbox: [], audit: [], calls: [],
  clock: { now: 0, offset_seconds: 0 }, troubles: [], commands: [], shortcuts: [], language: "fr", controls: {},
};

const listeners = new Map();
const CALLS_KEPT = 400;

/** Calls `listener(event)` after each change of `topic`; "state" is everything at once. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

/** Tells the listeners of `topic`. */
export function emit(topic, event = {}) {
  for (const listener of listeners.get(topic) ?? []) listener(event);
}

const APPLY = {
  state(event) {
    Object.assign(state, event.state);
    clockRead = Date.now();
  },
  messages({ channel, changed, removed }) {
    const byTs = new Map((state.messages[channel] ?? []).map((message) => [message.ts, message]));
    removed.forEach((ts) => byTs.delete(ts));
    changed.forEach((message) => byTs.set(message.ts, message));
    state.messages[channel] = [...byTs.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  },
  world(event) {
    Object.assign(state, event.world);
  },
  ephemerals: (event) => { state.ephemerals = event.ephemerals; },
  views: (event) => { state.modals = event.modals; },
  home: (event) => { state.home = event.home; },
  sheet: (event) => { state.sheet = event.sheet; },
  calls: (event) => { state.calls = [...state.calls, ...event.added].slice(-CALLS_KEPT); },
  probe: (event) => Object.assign(state, event.probe),
  clock(event) {
    state.clock = event.clock;
    clockRead = Date.now();
  },
  troubles: (event) => { state.troubles = event.troubles; },
};

let clockRead = Date.now();

/** Takes one event of the stream into the state, then tells who listens. */
export function apply(event) {
  APPLY[event.type]?.(event);
  emit(event.type, event);
}

/** The workspace's present moment, in milliseconds since 1970. */
export const now = () => state.clock.now * 1000 + (Date.now() - clockRead);

export const person = (id) => state.people.find((one) => one.id === id || one.bot_id === id);
export const channel = (id) => state.channels.find((one) => one.id === id);
export const group = (id) => state.usergroups.find((one) => one.id === id);

/** Whether a mention of `id` means the person who looks. */
export const meansMe = (id) => id === state.me?.id || (group(id)?.members ?? []).includes(state.me?.id);
