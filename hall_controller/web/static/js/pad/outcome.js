// Tells the controller what a person touched, until it answers: a touch is never lost by a bad link or a reload.
import { newUlid } from "../shared/ulid.js";

const KEY = "tingtang-pad-outcome";
const RETRY_MS = 1500;
// The hall takes an answer that late as well; afterwards nobody asks for it any more.
const KEEP_MS = 20 * 3600 * 1000;

export class OutcomeSender {
  #url;
  #waiting = [];
  #sending = false;

  constructor(window) {
    this.#url = `/pad/${window}/rate`;
    this.#waiting = remembered();
    this.#send();
  }

  /** Exactly one for each ask: a second call for the same ask changes nothing. */
  tell(outcome) {
    if (this.#waiting.some((one) => one.ask === outcome.ask)) return;
    this.#waiting.push({ ...outcome, id: newUlid(), at: Date.now() });
    remember(this.#waiting);
    this.#send();
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#waiting.length > 0) {
      if (await this.#isTold(this.#waiting[0])) {
        this.#waiting.shift();
        remember(this.#waiting);
      } else {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#sending = false;
  }

  async #isTold({ at, ...body }) {
    if (Date.now() - at > KEEP_MS) return true;
    try {
      const headers = { "Content-Type": "application/json", "X-Pad": "1" };
      const response = await fetch(this.#url, { method: "POST", headers, body: JSON.stringify(body), keepalive: true });
      // A refusal is final; a controller that can't take it now answers 5xx.
      return response.status < 500 && response.status !== 429;
    } catch {
      return false;
    }
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function remember(waiting) {
  try {
    localStorage.setItem(KEY, JSON.stringify(waiting));
  } catch {
    // A browser without storage: the outcome lives as long as the page.
  }
}
