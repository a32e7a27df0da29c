// The newest calls, huge. They come in softly and stay still: nothing on a public wall flashes.
import { html, useEffect } from "../shared/ui.js";
import { t } from "../shared/text.js";

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
      ${[...entries].reverse().map(
        ({ call }) => html`
          <article key=${call.seq} class="call" data-call=${call.seq}>
            <span class="please">${call.times > 1 ? t("screen.again") : t("screen.please")}</span>
            <strong class="number">${call.number}</strong>
            <span class="go">${t("screen.goTo")}</span>
            <span class="window"><b>${call.window}</b>${t("screen.windowSuffix")}</span>
          </article>`,
      )}
    </section>`;
}
