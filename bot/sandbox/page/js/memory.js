// What this browser remembers between visits: never needed, so a browser that forbids it loses only comfort.

/** The remembered value of `key`, or `otherwise`. */
export function recall(key, otherwise = null) {
  try {
    const text = localStorage.getItem(`6xpos.${key}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Remembers `value` under `key`. */
export function remember(key, value) {
  try {
    localStorage.setItem(`6xpos.${key}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse: the page works without.
  }
}
