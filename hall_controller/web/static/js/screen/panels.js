// The parts of the hall screen beside the highlight.
import { cellsIn, useFits, usePages } from "./use_pages.js";
import { html, useEffect } from "../shared/ui.js";
import { around, clockTime, forecastText, longDay, nameOf, opening, pauseReason, t } from "../shared/text.js";
import { useServerNow } from "../shared/server_clock.js";

const Pages = ({ page, pages }) => (pages > 1 ? html`<span class="pages">${page} / ${pages}</span>` : null);

function WindowName({ number }) {
  const [before, after] = around("window.number");
  return html`${before}<b>${number}</b>${after}`;
}

/** Recalls say the same words again: one line for each number and window, with all their seqs. */
function lines(calls) {
  const found = new Map();
  for (const call of calls) {
    const key = `${call.number} ${call.window}`;
    if (found.has(key)) found.get(key).seqs.push(call.seq);
    else found.set(key, { ...call, key, seqs: [call.seq] });
  }
  return [...found.values()];
}

export function Clock() {
  const now = useServerNow(1000);
  return html`<div class="clock"><time>${clockTime(now)}</time><span>${longDay(now)}</span></div>`;
}

/** The last calls as far as they fit; `onShown(seqs)` after they are painted. */
export function RecentCalls({ calls, onShown }) {
  const [list, fits] = useFits(null, 4.5);
  const visible = lines(calls).slice(0, fits);
  const seqs = visible.flatMap((line) => line.seqs);
  useEffect(() => onShown(seqs), [seqs.join()]);
  return html`
    <section class="panel recent">
      <h2>${t("screen.recent")}</h2>
      <ol ref=${list}>
        ${visible.map(
          (call) => html`<li key=${call.key}><strong>${call.number}</strong><span class="arrow" aria-hidden="true">→</span>
            <span class="to"><${WindowName} number=${call.window} /></span><time>${clockTime(call.at)}</time></li>`,
        )}
      </ol>
      ${calls.length === 0 && html`<p class="empty">${t("screen.noCalls")}</p>`}
    </section>`;
}

const closedText = (queue) => (queue.opens_at === null ? t("screen.queueClosed") : t("screen.opensAt", { time: opening(queue.opens_at) }));

/** `at`: when the board was made. */
export function Queues({ queues, at }) {
  const [list, fits] = useFits(null, 4);
  const { items, page, pages } = usePages(queues, fits);
  return html`
    <section class="panel queues">
      <h2>${t("screen.waiting")} <${Pages} page=${page} pages=${pages} /></h2>
      <ol ref=${list}>
        ${items.map(
          (queue) => html`<li key=${queue.id} class=${queue.open ? "" : "closed"}>
            <span class="prefix">${queue.prefix}</span><span class="name">${nameOf(queue.names)}</span>
            ${queue.open && queue.forecast !== null && html`<span class="range" data-forecast>${forecastText(queue.forecast, at)}</span>`}
            <span class="waiting">${queue.open ? html`<b>${queue.waiting}</b>${t("screen.people")}` : closedText(queue)}</span>
          </li>`,
        )}
      </ol>
    </section>`;
}

function WindowCell({ window, dense }) {
  const paused = window.state === "paused";
  const shown = paused ? t("window.paused") : (window.ticket ?? t(`screen.window.${window.state}`));
  return html`<li class=${`cell state-${window.state} ${window.ticket ? "busy" : ""}`}>
    <span class="cell-window">${dense ? html`<b>${window.number}</b>` : html`<${WindowName} number=${window.number} />`}</span>
    <span class="cell-shown">${shown}</span>
    ${paused && html`<span class="cell-note">${pauseReason(window.pause_reason)}${window.back_at !== null ? ` · ${t("screen.back", { time: clockTime(window.back_at) })}` : ""}</span>`}
  </li>`;
}

// Cells with their gaps, in rem: width and height.
const ROOMY = [20, 6.6];
const DENSE = [12.8, 4.3];
// A page stands for some seconds: nobody waits for the tenth one.
const ROOMY_PAGES_MOST = 2;

/** Open windows and what they do; in a large hall in smaller cells, so that all come round in well under a minute. */
export function Windows({ windows }) {
  const open = windows.filter((window) => window.state !== "closed" && window.state !== "offline");
  const [list, roomy, area] = useFits(...ROOMY);
  const dense = open.length > roomy * ROOMY_PAGES_MOST;
  const fits = dense ? cellsIn(area, ...DENSE) : roomy;
  const { items, page, pages } = usePages(open, fits);
  return html`
    <section class="panel windows">
      <h2>${t("screen.windows")} <span class="sum">${t("screen.openOf", { open: open.length, all: windows.length })}</span> <${Pages} page=${page} pages=${pages} /></h2>
      <ol ref=${list} class=${dense ? "dense" : ""}>${items.map((window) => html`<${WindowCell} key=${window.number} window=${window} dense=${dense} />`)}</ol>
      ${open.length === 0 && html`<p class="empty">${t("screen.allClosed")}</p>`}
    </section>`;
}
