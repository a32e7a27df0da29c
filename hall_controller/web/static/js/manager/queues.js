// Each queue: who waits, who serves, what a newcomer may expect, when it gives its last number; and longer hours for today.
import { CommandDialog, Reason } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { clockTime, closing, forecastText, nameOf, opening, t } from "../shared/text.js";

function ExtendHours({ queue, onClose }) {
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  return html`<${CommandDialog} title=${t("manager.extend.title", { queue: nameOf(queue.names) })} confirm=${t("manager.extend")} name="extend-hours"
    body=${() => ({ queue: queue.id, until, reason: reason.trim() })} ready=${until !== "" && reason.trim() !== ""} onClose=${onClose}>
    <label class="field">${t("manager.extend.until")}
      <input type="time" data-first data-until value=${until} onInput=${(event) => setUntil(event.target.value)} /></label>
    <${Reason} label=${t("desk.reason.plain")} value=${reason} onInput=${setReason} />
  <//>`;
}

function hoursText(queue) {
  if (queue.open) return queue.closes_at === null ? "" : t("manager.closesAt", { time: closing(queue.closes_at) });
  return queue.opens_at === null ? t("screen.queueClosed") : t("screen.opensAt", { time: opening(queue.opens_at) });
}

/** `at`: when the view was made. */
export function Queues({ queues, at }) {
  const [extending, setExtending] = useState(null);
  const most = Math.max(1, ...queues.map((queue) => queue.waiting));
  return html`<section class="panel"><h2>${t("manager.queues")}</h2>
    <div class="table-box"><table class="queues"><thead><tr><th>${t("manager.queue")}</th><th>${t("manager.openWindows")}</th><th>${t("manager.waitingNow")}</th>
      <th>${t("manager.forecast")}</th><th>${t("manager.hours")}</th><th></th></tr></thead>
    <tbody>${[...queues].sort((one, other) => other.waiting - one.waiting).map(
      (queue) => html`<tr key=${queue.id} class=${queue.open ? "" : "closed"} data-queue=${queue.id}>
        <th scope="row"><span class="prefix">${queue.prefix}</span> ${nameOf(queue.names)}</th>
        <td class=${queue.waiting > 0 && queue.open_windows === 0 ? "lack" : ""}>${queue.open_windows}</td>
        <td><span class="waiting-figure">${queue.waiting}</span><meter min="0" max=${most} value=${queue.waiting} aria-hidden="true"></meter></td>
        <td data-forecast>${queue.forecast === null ? "—" : forecastText(queue.forecast, at)}</td><td>${hoursText(queue)}</td>
        <td><button type="button" class="quiet-button" data-extend onClick=${() => setExtending(queue)}>${t("manager.extend.open")}</button></td>
      </tr>`,
    )}</tbody></table></div>
    ${extending && html`<${ExtendHours} key=${extending.id} queue=${extending} onClose=${() => setExtending(null)} />`}</section>`;
}
