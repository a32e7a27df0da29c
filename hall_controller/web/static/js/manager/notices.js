// What a manager should look at: alerts of the hall, and what its calendar doesn't know. Each alert can be put away; numbers that
// one terminal gave out too fast can be withdrawn, with a reason; windows that could help a long queue can be opened for it.
import { html, useState } from "../shared/ui.js";
import { clockTime, has, nameOf, t } from "../shared/text.js";
import { useCommand } from "../shared/use_command.js";

const REASON_MAX = 200;
const RAPID_TAKES = "rapidTakes";
const TIDAL = "tidal";

function WithdrawSeries({ alert, command, onDone }) {
  const [reason, setReason] = useState("");
  async function submit(event) {
    event.preventDefault();
    const body = { terminal: alert.detail.terminal, since: alert.detail.since, reason: reason.trim() };
    if (await command.send("void-series", body)) onDone();
  }
  return html`<form class="withdraw" onSubmit=${submit}>
    <label>${t("manager.notice.withdraw.reason")}
      <input type="text" maxlength=${REASON_MAX} value=${reason} onInput=${(event) => setReason(event.target.value)} /></label>
    <button class="button" type="submit" disabled=${command.busy || reason.trim() === ""}>${t("manager.notice.withdraw")}</button>
  </form>`;
}

/** The queue's name instead of its id: the texts of alerts are for people. */
function detailOf(alert, queues) {
  const queue = queues.find(({ id }) => id === alert.detail.queue);
  return queue ? { ...alert.detail, queue: nameOf(queue.names) } : alert.detail;
}

/** Windows that could help, as far as they don't yet. */
function OpenTidal({ alert, details, command }) {
  const free = (alert.detail.windows ?? []).filter((number) => !details.find((one) => one.number === number)?.tidal.includes(alert.detail.queue));
  return free.map(
    (window) => html`<button class="quiet-button" type="button" key=${window} data-open-tidal=${window} disabled=${command.busy}
      onClick=${() => command.send("open-tidal", { window, queue: alert.detail.queue })}>${t("manager.tidal.open", { window })}</button>`,
  );
}

function Alert({ alert, queues, details }) {
  const command = useCommand();
  const [withdrawing, setWithdrawing] = useState(false);
  const rapid = alert.kind === RAPID_TAKES;
  const words = `manager.notice.${alert.kind}`;
  const detail = has(words) ? t(words, detailOf(alert, queues)) : Object.values(alert.detail).join(" · ");
  return html`<li class="notice" data-alert=${alert.kind}>
    <time>${clockTime(alert.since)}</time>
    <div><strong>${t(`alert.${alert.kind}`)}</strong> <span>${detail}</span>
      ${withdrawing && html`<${WithdrawSeries} alert=${alert} command=${command} onDone=${() => setWithdrawing(false)} />`}
      ${command.problem && html`<p class="notice-problem" role="alert">${command.problem}</p>`}</div>
    <div class="button-row">
      ${alert.kind === TIDAL && html`<${OpenTidal} alert=${alert} details=${details} command=${command} />`}
      ${rapid && html`<button class="quiet-button" type="button" aria-expanded=${withdrawing} onClick=${() => setWithdrawing(!withdrawing)}>${t("manager.notice.withdraw.open")}</button>`}
      <button class="quiet-button" type="button" disabled=${command.busy} onClick=${() => command.send("dismiss-alert", { alert: alert.id })}>${t("manager.notice.seen")}</button>
    </div></li>`;
}

export function Notices({ alerts, warnings, queues, details }) {
  if (alerts.length === 0 && warnings.length === 0) return null;
  return html`<section class="panel notices"><h2>${t("manager.notices")}</h2>
    ${warnings.map((warning) => html`<p key=${warning} class="notice-warning" data-warning=${warning}>${t(`warning.${warning}`)}</p>`)}
    <ol>${alerts.map((alert) => html`<${Alert} key=${alert.id} alert=${alert} queues=${queues} details=${details} />`)}</ol></section>`;
}
