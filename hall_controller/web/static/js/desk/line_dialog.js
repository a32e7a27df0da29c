// What else can be done with somebody who waits: to the top, later, to one window, another class, given up.
import { ClassSelect } from "./class_dialog.js";
import { Dialog } from "../shared/dialog.js";
import { html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

/** 置顶: the hall takes so many characters, for the weekly list. */
const TOP_REASON_MAX = 50;
const REASON_MAX = 200;
const POSTPONE_MINUTES = [10, 15, 20, 30, 60];
const WINDOW_MAX = 999;
const OPERATIONS = ["move-to-top", "postpone", "direct", "reclassify", "cancel"];

function Reason({ value, most, onInput }) {
  return html`<label class="field">${t("desk.reason.plain")}
    <input type="text" data-reason maxlength=${most} value=${value} onInput=${(event) => onInput(event.target.value)} />
    ${most === TOP_REASON_MAX && html`<small class="field-note">${t("desk.move-to-top.note", { left: most - [...value].length })}</small>`}
  </label>`;
}

const BODIES = {
  "move-to-top": ({ reason }) => ({ reason: reason.trim() }),
  postpone: ({ minutes }) => ({ minutes }),
  direct: ({ toWindow, reason }) => ({ to_window: Number(toWindow), reason: reason.trim() }),
  reclassify: ({ wanted, reason }) => ({ ticket_class: wanted, reason: reason.trim(), serve: false }),
  cancel: () => ({}),
};
const READY = {
  "move-to-top": ({ reason }) => reason.trim() !== "",
  postpone: () => true,
  direct: ({ toWindow }) => Number.isInteger(Number(toWindow)) && Number(toWindow) > 0,
  reclassify: ({ reason }) => reason.trim() !== "",
  cancel: () => true,
};

/** `ticket`: a line of the waiting list. Calls `onSubmit(name, body)`. */
export function LineDialog({ ticket, onClose, onSubmit }) {
  const [operation, setOperation] = useState(OPERATIONS[0]);
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(POSTPONE_MINUTES[1]);
  const [toWindow, setToWindow] = useState("");
  const [wanted, setWanted] = useState(ticket.ticket_class === "walk-in" ? "elderly" : "walk-in");
  const values = { reason, minutes, toWindow, wanted };
  const submit = () => onSubmit(operation, { ticket: ticket.id, ...BODIES[operation](values) });
  function pick(event) {
    const index = Number(event.key) - 1;
    if (!OPERATIONS[index] || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    setOperation(OPERATIONS[index]);
  }
  return html`
    <${Dialog} title=${t("desk.line.title", { number: ticket.number })} confirm=${t(`desk.action.${operation}`)}
      confirmDisabled=${!READY[operation](values)} onClose=${onClose} onSubmit=${submit}>
      <fieldset class="choices" onKeyDown=${pick}>
        <legend class="visually-hidden">${t("desk.actions")}</legend>
        ${OPERATIONS.map(
          (name, index) => html`<label key=${name} class="choice">
            <input type="radio" name="operation" data-operation=${name} checked=${operation === name} onChange=${() => setOperation(name)}
              data-first=${index === 0 ? "" : undefined} />
            <span>${t(`desk.line.${name}`)}</span><kbd>${index + 1}</kbd></label>`,
        )}
      </fieldset>
      ${operation === "postpone" &&
      html`<label class="field">${t("desk.postpone.by")}
        <select data-minutes value=${minutes} onChange=${(event) => setMinutes(Number(event.target.value))}>
          ${POSTPONE_MINUTES.map((value) => html`<option value=${value}>${t("time.minutes", { minutes: value })}</option>`)}
        </select></label>`}
      ${operation === "direct" &&
      html`<label class="field">${t("desk.direct.window")}
        <input type="number" data-window inputmode="numeric" min="1" max=${WINDOW_MAX} value=${toWindow} onInput=${(event) => setToWindow(event.target.value)} />
      </label>`}
      ${operation === "reclassify" &&
      html`<label class="field">${t("desk.reclassify.to")} <${ClassSelect} value=${wanted} except=${ticket.ticket_class} onChange=${setWanted} /></label>`}
      ${operation !== "postpone" && operation !== "cancel" &&
      html`<${Reason} value=${reason} most=${operation === "move-to-top" ? TOP_REASON_MAX : REASON_MAX} onInput=${setReason} />`}
    <//>`;
}
