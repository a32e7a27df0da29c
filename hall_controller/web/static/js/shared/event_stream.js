// Server-sent events from text: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/**
 * Parses a stream of text pieces, cut anywhere, into events.
 * The browser's own EventSource hides comments, and the heartbeat is one: so a dead link could not be noticed with it.
 */
export class EventStreamParser {
  #rest = "";
  #data = [];
  #name = "";
  #id = null;

  /** Takes one piece; returns the events it completed, each `{name, id, data}`, id null when the event has none. */
  feed(piece) {
    const text = this.#rest + piece;
    // A \r at the very end may be the first half of a line end: it waits for the next piece, so that it isn't taken for two.
    const held = text.endsWith("\r") ? "\r" : "";
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() + held;
    const events = [];
    for (const line of lines) this.#take(line, events);
    return events;
  }

  #take(line, events) {
    if (line === "") {
      if (this.#data.length > 0) events.push({ name: this.#name || "message", id: this.#id, data: this.#data.join("\n") });
      this.#data = [];
      this.#name = "";
      this.#id = null;
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#name = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }
}
