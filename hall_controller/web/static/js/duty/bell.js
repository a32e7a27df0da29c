// A sound for calls that nobody has claimed. Browsers allow one only after a person has pressed something on the page.
const AGAIN_MS = 5000;
const TONE_S = 0.25;
const PITCHES_HZ = [880, 660];

export class Bell {
  #context = null;
  #on = false;
  #waiting = new Set();
  #timer = null;

  /** Switches the sound; resolves to whether it is on. */
  async turn(on) {
    this.#on = on;
    if (on) {
      this.#context ??= new AudioContext();
      await this.#context.resume();
      this.#ring();
    }
    return this.#on;
  }

  /** Ids of calls that should be heard: a new one at once, those that stay again and again. */
  want(ids) {
    const fresh = ids.some((id) => !this.#waiting.has(id));
    this.#waiting = new Set(ids);
    if (fresh) this.#ring();
    if (ids.length === 0 || this.#timer !== null) return;
    this.#timer = setInterval(() => this.#again(), AGAIN_MS);
  }

  #again() {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    this.#ring();
  }

  #ring() {
    if (!this.#on || this.#waiting.size === 0) return;
    PITCHES_HZ.forEach((pitch, place) => {
      const tone = new OscillatorNode(this.#context, { frequency: pitch });
      const loudness = new GainNode(this.#context, { gain: 0.2 });
      tone.connect(loudness).connect(this.#context.destination);
      tone.start(this.#context.currentTime + place * TONE_S);
      tone.stop(this.#context.currentTime + (place + 1) * TONE_S);
    });
  }
}
