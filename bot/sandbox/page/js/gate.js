// Holds back changes while a finger or a mouse button is down: a button that is redrawn under it would lose its click.

const LONGEST = 5000; // milliseconds: whoever holds on for longer is selecting text, or dragging
let held = false;
let timer = 0;
let waiting = [];

function release() {
  clearTimeout(timer);
  held = false;
  const due = waiting;
  waiting = [];
  due.forEach((run) => run());
}

addEventListener("pointerdown", () => {
  held = true;
  clearTimeout(timer);
  timer = setTimeout(release, LONGEST);
}, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    clearTimeout(timer);
    timer = setTimeout(release, 0); // the click itself comes first
  }, true);
}

/** Runs `change` now, or as soon as nothing is pressed; in the order in which the changes came. */
export function gate(change) {
  if (held) waiting.push(change);
  else change();
}
