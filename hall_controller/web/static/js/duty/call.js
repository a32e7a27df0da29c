// One call of the duty desk: what, where, since when, and the way to claim and close it.
import { html, useState } from "../shared/ui.js";
import { clockTime, has, stopwatch, t } from "../shared/text.js";
import { Problem, useCommand } from "../shared/use_command.js";

const REMARK_MAX = 200;

/** Past the time by which it should have been claimed, or closed. */
export const isLate = (call, now) => (call.state === "open" && now > call.claim_by) || now > call.close_by;

/** `window-3` as people say it; other places are words already. */
const placeOf = (call) => {
  const window = /^window-(\d+)$/.exec(call.place);
  return window ? t("window.number", { number: window[1] }) : call.place;
};

/** What it is about, in words. */
function aboutOf(call) {
  if (call.kind === "rating") return t(`level.${call.about}`);
  if (call.kind === "complaint") return t(`duty.complaint.${call.about.split(".")[0]}`);
  if (call.kind === "fault" && has(`reason.${call.about}`)) return t(`reason.${call.about}`);
  return "";
}

function CloseForm({ call, command }) {
  const [remark, setRemark] = useState("");
  function submit(event) {
    event.preventDefault();
    command.send("end-call", { call: call.id, outcome: "done", remark: remark.trim() });
  }
  return html`<form class="close-form" onSubmit=${submit}>
    <label><span class="visually-hidden">${t("duty.remark")}</span>
      <input type="text" maxlength=${REMARK_MAX} placeholder=${t("duty.remark")} value=${remark} onInput=${(event) => setRemark(event.target.value)} /></label>
    <button class="button primary" type="submit" disabled=${command.busy} data-close>${t("duty.close")}</button>
  </form>`;
}

export function Call({ call, now }) {
  const command = useCommand();
  const late = isLate(call, now);
  const about = aboutOf(call);
  return html`<li class=${`call kind-${call.kind} ${late ? "late" : ""}`} data-call=${call.kind} data-state=${call.state}>
    <div class="call-what"><strong>${t(`duty.kind.${call.kind}`)}</strong>
      ${about && html`<span>${about}</span>`}
      ${call.number && html`<span class="call-number">${call.number}</span>`}
      ${call.case_number && html`<span class="call-number">${call.case_number}</span>`}</div>
    <div class="call-where">${placeOf(call)}</div>
    <div class="call-when"><time>${clockTime(call.at)}</time> <span>${stopwatch(now - call.at)}</span>
      ${late && html` <span class="late-mark">${t("duty.overdue")}</span>`}</div>
    <div class="call-do">
      ${call.state === "open" && html`<button class="button primary" type="button" disabled=${command.busy} data-claim
        onClick=${() => command.send("claim-call", { call: call.id })}>${t("duty.claim")}</button>`}
      ${call.state === "claimed" && html`<p>${t("duty.claimedBy", { name: call.claimed_by, time: clockTime(call.claimed_at) })}</p><${CloseForm} call=${call} command=${command} />`}
      <${Problem} command=${command} />
    </div></li>`;
}

export function ClosedCall({ call }) {
  return html`<li><time>${clockTime(call.ended_at)}</time><strong>${t(`duty.kind.${call.kind}`)}</strong><span>${placeOf(call)}</span>
    <span>${t(`duty.outcome.${call.outcome}`)}${call.claimed_by && ` · ${call.claimed_by}`}</span><span class="hint">${call.remark}</span></li>`;
}
