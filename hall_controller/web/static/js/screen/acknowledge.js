// Tells the controller which calls stand on the screen. A call without it becomes a fault of this screen, so a report that
// got lost is sent again.

const AGAIN_MS = 700;

export class Acknowledger {
  #screen;
  #done = new Set();
  #pending = new Set();
  #timer = null;

  constructor(screen) {
    this.#screen = screen;
  }

  /** The calls with these seqs are painted. Each is reported once. */
  shown(seqs) {
    for (const seq of seqs) {
      if (this.#done.has(seq) || this.#pending.has(seq)) continue;
      this.#pending.add(seq);
      this.#report(seq);
    }
  }

  async #report(seq) {
    try {
      const response = await fetch(`/api/v1/screens/${this.#screen}/shown`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ seq }),
        signal: AbortSignal.timeout(2500),
      });
      // A refusal (4xx) would be the same the next time.
      if (response.status < 500) {
        this.#pending.delete(seq);
        this.#done.add(seq);
        return;
      }
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "TimeoutError" && error.name !== "AbortError") throw error;
    }
    this.#later();
  }

  #later() {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const seq of this.#pending) this.#report(seq);
    }, AGAIN_MS);
  }
}
