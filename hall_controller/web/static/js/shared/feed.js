// A live stream that knows whether it is alive.
import { EventStreamParser } from "./event_stream.js";

// The controller sends at least a heartbeat every second. A page must say within 3 s that its feed is lost, so two missed
// heartbeats and a little are the limit; the check itself may come 200 ms late.
const SILENCE_MS = 2400;
const CHECK_MS = 200;
const RETRY_FIRST_MS = 300;
const RETRY_MOST_MS = 2000;

/** What a page knows of its feed. `live` begins with the first event after a connect: only then is the state fresh. */
export const FeedState = Object.freeze({
  CONNECTING: "connecting",
  LIVE: "live",
  LOST: "lost",
  SIGNED_OUT: "signed-out",
  REFUSED: "refused",
});
// The address itself is wrong for this account: asking again changes nothing.
const REFUSED_STATUSES = [403, 404, 422];

/**
 * Reads `/api/v1/live/…` for as long as the page is open, reconnecting with the id of the last event.
 * onEvent(name, data, id) gets parsed JSON; onState(state) each change.
 */
export class Feed {
  #url;
  #onEvent;
  #onState;
  #state = FeedState.CONNECTING;
  #lastId;
  #heardAt = performance.now();
  #attempt = null;
  #attemptStartedAt = performance.now();
  #retryMs = RETRY_FIRST_MS;
  #watch = null;
  #stopped = false;

  constructor(url, { onEvent, onState, lastId = null }) {
    this.#url = url;
    this.#onEvent = onEvent;
    this.#onState = onState;
    this.#lastId = lastId;
  }

  start() {
    this.#watch = setInterval(() => this.#check(), CHECK_MS);
    this.#run();
    return this;
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#watch);
    this.#attempt?.abort();
  }

  get #over() {
    return this.#stopped || this.#state === FeedState.SIGNED_OUT || this.#state === FeedState.REFUSED;
  }

  #end(state) {
    this.#change(state);
    clearInterval(this.#watch);
  }

  async #run() {
    while (!this.#over) {
      try {
        await this.#read();
      } catch (error) {
        if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
      }
      if (this.#over) return;
      await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
      this.#retryMs = Math.min(RETRY_MOST_MS, this.#retryMs * 2);
    }
  }

  async #read() {
    this.#attempt = new AbortController();
    const headers = { Accept: "text/event-stream" };
    if (this.#lastId !== null) headers["Last-Event-ID"] = this.#lastId;
    this.#attemptStartedAt = performance.now();
    const response = await fetch(this.#url, { headers, cache: "no-store", signal: this.#attempt.signal });
    if (response.status === 401) return this.#end(FeedState.SIGNED_OUT);
    if (REFUSED_STATUSES.includes(response.status)) return this.#end(FeedState.REFUSED);
    if (!response.ok || !response.body) return undefined;
    const parser = new EventStreamParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      this.#heardAt = performance.now();
      for (const event of parser.feed(value)) this.#deliver(event);
    }
  }

  #deliver({ name, id, data }) {
    if (id !== null) this.#lastId = id;
    this.#retryMs = RETRY_FIRST_MS;
    this.#onEvent(name, JSON.parse(data), id);
    this.#change(FeedState.LIVE);
  }

  #check() {
    const now = performance.now();
    if (now - this.#heardAt < SILENCE_MS) return;
    this.#change(FeedState.LOST);
    // A connection to a frozen controller is accepted by the kernel and never answers: give up and try again.
    if (now - this.#attemptStartedAt > SILENCE_MS) this.#attempt?.abort();
  }

  #change(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }
}
