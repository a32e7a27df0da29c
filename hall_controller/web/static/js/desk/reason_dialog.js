// Hold, reject and pause ask for a reason: one of the usual ones by its digit, or own words.
import { Dialog } from "../shared/dialog.js";
import { serverNow } from "../shared/server_clock.js";
import { html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

const USUAL = { hold: 4, reject: 4, pause: 5 };
/** 0: open, or the hall's own setting. */
const MINUTES = { pause: [0, 5, 10, 15, 30, 60], hold: [0, 10, 20, 30, 60, 120] };
/** As long as a reason may be on the wire. */
const REASON_MAX = 200;

/** `action`: hold, reject or pause. Submits `{reason}`, for a pause `{reason, back_at}`, for a hold `{reason, minutes}`. */
export function ReasonDialog({ action, onClose, onSubmit }) {
  const usual = Array.from({ length: USUAL[action] }, (_, index) => t(`desk.${action}.reason.${index + 1}`));
  const [reason, setReason] = useState(usual[0]);
  const [minutes, setMinutes] = useState(0);
  function pick(event) {
    const index = Number(event.key) - 1;
    if (!usual[index] || event.target.type === "text" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    setReason(usual[index]);
  }
  function submit() {
    const body = { reason: reason.trim() };
    if (action === "pause") body.back_at = minutes === 0 ? null : Math.round(serverNow() + minutes * 60_000);
    if (action === "hold") body.minutes = minutes === 0 ? null : minutes;
    onSubmit(body);
  }
  return html`
    <${Dialog} title=${t(`desk.${action}.title`)} confirm=${t(`desk.action.${action}`)} confirmDisabled=${reason.trim() === ""}
      onClose=${onClose} onSubmit=${submit}>
      <fieldset class="choices" onKeyDown=${pick}>
        <legend>${t("desk.reason")}</legend>
        ${usual.map(
          (text, index) => html`<label key=${text} class="choice">
            <input type="radio" name="reason" checked=${reason === text} onChange=${() => setReason(text)} data-first=${index === 0 ? "" : undefined} />
            <span>${text}</span><kbd>${index + 1}</kbd>
          </label>`,
        )}
      </fieldset>
      <label class="field">${t("desk.reason.own")}
        <input type="text" maxlength=${REASON_MAX} value=${usual.includes(reason) ? "" : reason}
          onInput=${(event) => setReason(event.target.value || usual[0])} />
      </label>
      ${MINUTES[action] &&
      html`<label class="field">${t(`desk.${action}.back`)}
        <select value=${minutes} onChange=${(event) => setMinutes(Number(event.target.value))}>
          ${MINUTES[action].map((value) => html`<option value=${value}>${value === 0 ? t(`desk.${action}.back.open`) : t("desk.back.in", { minutes: value })}</option>`)}
        </select>
      </label>`}
    <//>`;
}
