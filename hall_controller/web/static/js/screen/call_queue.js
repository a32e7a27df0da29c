// Which calls stand in the highlight now. A rush fills several places at once; what doesn't fit waits its turn, none is dropped.

// Four places: a hall of 134 windows makes about one call in 3.5 s at its busiest, and four places of 5 s take 0.8 a second.
export const PLACES = 4;
/** A call stands at least this long, even in a rush: time to look up and read number and window. */
export const LEAST_MS = 5000;
/** Without a rush it stays highlighted this long; the newest one stays for as long as nothing follows. */
export const FRESH_MS = 20_000;

export class CallQueue {
  #waiting = [];
  #shown = [];
  #known = new Set();

  /** Takes a call once; the same seq again (after a reconnect) changes nothing. */
  add(call, now) {
    if (this.#known.has(call.seq)) return;
    this.#known.add(call.seq);
    this.#waiting.push(call);
    this.advance(now);
  }

  /** Moves calls in and out; returns whether anything changed. */
  advance(now) {
    const before = this.#shown;
    let shown = before.filter((entry, index) => now - entry.since < FRESH_MS || index === before.length - 1);
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0];
      const same = shown.findIndex((entry) => entry.call.number === next.number && entry.call.window === next.window);
      if (same >= 0) {
        // A recall takes the place of its own earlier call: the same words, said again.
        shown = shown.filter((_, index) => index !== same);
      } else if (shown.length > 0 && now - shown[0].since >= FRESH_MS) {
        shown = shown.slice(1);
      } else if (shown.length >= PLACES) {
        if (now - shown[0].since < LEAST_MS) break;
        shown = shown.slice(1);
      }
      shown = [...shown, { call: next, since: now }];
      this.#waiting.shift();
    }
    this.#shown = shown;
    return shown.length !== before.length || shown.some((entry, index) => entry !== before[index]);
  }

  /** `{call, since}` of what stands in the highlight, oldest first. */
  get shown() {
    return this.#shown;
  }
}
