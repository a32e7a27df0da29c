// The newest calls, huge. They come in softly and stay still: nothing on a public wall flashes.
import { html, useEffect } from "../shared/ui.js";
import { around, t } from "../shared/text.js";

// Widths in units of the huge type: a figure or capital takes about 0.62, a word character of the small parts about 0.42.
const FIGURE = 0.64;
const SMALL = 0.42;
const GAPS = 0.6;

const wide = (text) => [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.58), 0);

function Call({ call }) {
  const [before, after] = around("window.number");
  const units = (call.number.length + String(call.window).length) * FIGURE + wide(before + after + t("screen.goTo")) * SMALL + GAPS;
  return html`
    <article class="call" data-call=${call.seq} style=${{ "--units": units.toFixed(2) }}>
      <span class="please">${call.times > 1 ? t("screen.again") : t("screen.please")}</span>
      <p class="words">
        <strong class="number">${call.number}</strong><span class="go">${t("screen.goTo")}</span>
        <span class="window">${before}<b>${call.window}</b>${after}</span>
      </p>
    </article>`;
}

/** `entries`: oldest first. `onShown(seqs)` after they are painted. */
export function Highlight({ entries, onShown }) {
  const seqs = entries.map((entry) => entry.call.seq).join();
  useEffect(() => {
    if (seqs === "") return undefined;
    const frame = requestAnimationFrame(() => onShown(seqs.split(",").map(Number)));
    return () => cancelAnimationFrame(frame);
  }, [seqs]);
  if (entries.length === 0) {
    return html`<section class="highlight none"><p>${t("screen.welcome")}</p></section>`;
  }
  return html`
    <section class=${`highlight places-${entries.length}`} aria-live="polite">
      ${[...entries].reverse().map(({ call }) => html`<${Call} key=${call.seq} call=${call} />`)}
    </section>`;
}
