// Why this ticket and no other, as the hall stored it with the call: one sentence in plain words.
import { html } from "../shared/ui.js";
import { t } from "../shared/text.js";

const MS_PER_MIN = 60_000;

const minutes = (ms) => (ms / MS_PER_MIN).toFixed(1);

function whoWaits({ ticket_class: ticketClass, waited_ms: waitedMs, points }) {
  const waited = t("desk.why.waited", { class: t(`class.${ticketClass}`), minutes: minutes(waitedMs) });
  return points === null ? waited : waited + t("desk.why.points", { points: points.toFixed(2) });
}

/** `why`: a WhyView. */
export function whyText(why) {
  const parts = [why.reason === "turn" ? "" : t(`desk.why.${why.reason}`, { count: why.passed }), whoWaits(why)];
  if (why.reason === "turn" && why.passed > 0) parts.push(t("desk.why.passed", { count: why.passed }));
  if (why.level > 1) parts.push(t("desk.why.level", { level: why.level }));
  const next = why.next_best && t("desk.why.next", { number: why.next_best.number, who: whoWaits(why.next_best) });
  return parts.filter(Boolean).join(t("desk.why.and")) + (next ?? "");
}

export function Why({ why }) {
  if (!why) return null;
  return html`<p class="why" data-why><span class="why-label">${t("desk.why.title")}</span> ${whyText(why)}</p>`;
}
