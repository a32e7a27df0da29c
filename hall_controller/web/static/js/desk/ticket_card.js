// The present ticket, or what the window does without one: readable from a step away.
import { ACTIONS, undoLeftMs } from "./actions.js";
import { Items } from "./items.js";
import { Why } from "./why.js";
import { html } from "../shared/ui.js";
import { clockTime, pauseReason, stopwatch, t } from "../shared/text.js";

const RECLASSIFY = ACTIONS.find((action) => action.id === "reclassify");
const UNDO = ACTIONS.find((action) => action.id === "undo-finish");
// As long as halls allow by default; a longer time only leaves the bar full a little longer.
const UNDO_MS = 10_000;

export const ClassBadge = ({ of }) =>
  of === "walk-in" ? null : html`<span class="class-badge">${t(`class.${of}`)}</span>`;

/** The class is what the citizen claimed: the clerk looks at the document, and this is where it is put right. */
function ClassButton({ desk, now, enabled, onAction }) {
  const claimed = desk.ticket.ticket_class;
  if (!RECLASSIFY.allowed(desk, now)) return html`<${ClassBadge} of=${claimed} />`;
  return html`<button type="button" class=${`class-button ${claimed === "walk-in" ? "" : "claimed"}`} data-action="reclassify" disabled=${!enabled}
    aria-keyshortcuts="C" title=${t("desk.action.reclassify")} onClick=${() => onAction(RECLASSIFY)}>
    ${t(`class.${claimed}`)}<span class="class-check">${t("desk.reclassify.check")}</span></button>`;
}

function Situation({ desk, now }) {
  const { window, ticket } = desk;
  const since = ticket ? stopwatch(now - ticket.state_since) : "";
  switch (window.state) {
    case "calling":
      return html`<p class="situation">${t("desk.calling", { times: ticket?.calls ?? 1 })} <span class="running">${since}</span></p>`;
    case "serving":
      return html`<p class="situation">${t("desk.serving")} <span class="running">${since}</span></p>`;
    case "rating":
      return html`<${Rating} desk=${desk} now=${now} />`;
    case "paused":
      return html`<p class="situation">
        ${pauseReason(window.pause_reason)} ${window.back_at !== null && html`<span class="running">${t("desk.backAt", { time: clockTime(window.back_at) })}</span>`}
      </p>`;
    default:
      return html`<p class="situation">${t(`desk.hint.${window.state}`)}</p>`;
  }
}

function Rating({ desk, now }) {
  const left = desk.rating_until === null ? 0 : Math.max(0, desk.rating_until - now);
  return html`
    <p class="situation">${t("desk.rating")} <span class="running">${t("time.seconds", { seconds: Math.ceil(left / 1000) })}</span></p>
    <progress class="rating-left" max=${desk.rating_until - desk.ticket.state_since} value=${left} aria-label=${t("desk.rating")}></progress>`;
}

function Undo({ desk, now, enabled, onAction }) {
  const left = undoLeftMs(desk, now);
  if (left === 0) return null;
  return html`<button type="button" class="undo" data-undo disabled=${!enabled} onClick=${() => onAction(UNDO)}>
    <span>${t("desk.undo", { seconds: Math.ceil(left / 1000) })}</span><strong>${t("desk.action.undo-finish")} <kbd>U</kbd></strong>
    <progress max=${UNDO_MS} value=${left} aria-hidden="true"></progress>
  </button>`;
}

export function TicketCard({ desk, now, enabled, onAction, outcome }) {
  const { window, ticket } = desk;
  return html`
    <section class=${`ticket-card state-${window.state}`} aria-label=${t("desk.ticket")}>
      <div class="ticket-words">
      <p class="state-line"><span class="state-dot"></span><span data-window-state=${window.state}>${t(`window.${window.state}`)}</span></p>
      ${ticket
        ? html`<p class="ticket-head"><span class="ticket-number" data-ticket>${ticket.number}</span>
              <${ClassButton} desk=${desk} now=${now} enabled=${enabled} onAction=${onAction} /></p>
            <div class="ticket-service"><${Items} desk=${desk} outcome=${outcome} enabled=${enabled} /></div>`
        : html`<p class="ticket-number nobody">${window.state === "idle" ? desk.waiting_total : "—"}</p>
            <p class="ticket-service">${window.state === "idle" ? t("desk.waitingHere") : ""}</p>`}
      <${Situation} desk=${desk} now=${now} />
      ${ticket && html`<${Why} why=${desk.why} />`}
      </div>
      <div class="ticket-notices">
        ${desk.next_kept && html`<p class="kept" data-kept>${t("desk.kept")}</p>`}
        <${Undo} desk=${desk} now=${now} enabled=${enabled} onAction=${onAction} />
      </div>
    </section>`;
}
