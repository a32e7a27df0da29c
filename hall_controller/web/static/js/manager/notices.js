// What a manager should look at: alerts of the hall, and what its calendar doesn't know. Each alert can be put away; numbers that
// one terminal gave out too fast can be withdrawn, with a reason.
import { Outcome, sendCommand } from "../shared/commands.js";
import { html, useRef, useState } from "../shared/ui.js";
import { clockTime, has, refusalText, t } from "../shared/text.js";
import { newUlid } from "../shared/ulid.js";
import { goSignIn } from "../shared/use_feed.js";

const REASON_MAX = 200;
const RAPID_TAKES = "rapidTakes";

/** Gives `{busy, problem, send(name, body)}`; a press that nobody confirmed goes out again with the same key. */
function useCommand() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const unconfirmed = useRef(null);
  async function send(name, body) {
    if (busy) return false;
    const text = JSON.stringify([name, body]);
    const key = unconfirmed.current?.text === text ? unconfirmed.current.key : newUlid();
    setBusy(true);
    setProblem("");
    const answer = await sendCommand(name, body, key);
    setBusy(false);
    unconfirmed.current = answer.outcome === Outcome.UNCONFIRMED ? { text, key } : null;
    if (answer.outcome === Outcome.SIGNED_OUT) goSignIn();
    else if (answer.outcome === Outcome.REFUSED) setProblem(refusalText(answer.code));
    else if (answer.outcome === Outcome.UNCONFIRMED) setProblem(t("manager.notice.unconfirmed"));
    return answer.outcome === Outcome.DONE;
  }
  return { busy, problem, send };
}

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

function Alert({ alert }) {
  const command = useCommand();
  const [withdrawing, setWithdrawing] = useState(false);
  const rapid = alert.kind === RAPID_TAKES;
  const words = `manager.notice.${alert.kind}`;
  const detail = has(words) ? t(words, alert.detail) : Object.values(alert.detail).join(" · ");
  return html`<li class="notice" data-alert=${alert.kind}>
    <time>${clockTime(alert.since)}</time>
    <div><strong>${t(`alert.${alert.kind}`)}</strong> <span>${detail}</span>
      ${withdrawing && html`<${WithdrawSeries} alert=${alert} command=${command} onDone=${() => setWithdrawing(false)} />`}
      ${command.problem && html`<p class="notice-problem" role="alert">${command.problem}</p>`}</div>
    <div class="button-row">
      ${rapid && html`<button class="quiet-button" type="button" aria-expanded=${withdrawing} onClick=${() => setWithdrawing(!withdrawing)}>${t("manager.notice.withdraw.open")}</button>`}
      <button class="quiet-button" type="button" disabled=${command.busy} onClick=${() => command.send("dismiss-alert", { alert: alert.id })}>${t("manager.notice.seen")}</button>
    </div></li>`;
}

export function Notices({ alerts, warnings }) {
  if (alerts.length === 0 && warnings.length === 0) return null;
  return html`<section class="panel notices"><h2>${t("manager.notices")}</h2>
    ${warnings.map((warning) => html`<p key=${warning} class="notice-warning" data-warning=${warning}>${t(`warning.${warning}`)}</p>`)}
    <ol>${alerts.map((alert) => html`<${Alert} key=${alert.id} alert=${alert} />`)}</ol></section>`;
}
