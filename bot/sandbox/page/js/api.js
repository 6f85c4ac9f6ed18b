// Talks to the workspace: commands go out as POST, changes come in as server-sent events.

/** The workspace refused or could not be reached; `message` is its own sentence. */
export class Refused extends Error {}

/** Posts JSON and answers JSON; throws Refused where the workspace says no. */
export async function post(path, body = {}) {
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("offline");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Reads JSON; an empty object where there is none to read. */
export async function read(path) {
  const response = await fetch(`/api/${path}`).catch(() => null);
  return response?.ok ? response.json() : {};
}

/** Uploads a file as a person and answers the file object that a file input holds. */
export async function upload(as, file) {
  const query = new URLSearchParams({ as, name: file.name });
  const response = await fetch(`/api/upload?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? `HTTP ${response.status}`);
  return answer.file;
}

let source = null;

/** Follows the workspace as `as` sees it. The first event is the whole state; a lost connection starts over by itself. */
export function follow(as, { event, connected }) {
  source?.close();
  source = new EventSource(`/api/events?as=${encodeURIComponent(as)}`);
  const mine = source;
  mine.onmessage = (message) => {
    if (mine === source) event(JSON.parse(message.data));
  };
  mine.onopen = () => mine === source && connected(true);
  mine.onerror = () => mine === source && connected(false);
}

const pending = new Map();

/** Runs `work` for `key`, one at a time; of the calls that wait meanwhile, only the latest is kept. */
export async function latest(key, work) {
  if (pending.has(key)) {
    pending.set(key, work);
    return;
  }
  pending.set(key, null);
  try {
    let next = work;
    while (next) {
      pending.set(key, null);
      await next();
      next = pending.get(key);
    }
  } finally {
    pending.delete(key);
  }
}
