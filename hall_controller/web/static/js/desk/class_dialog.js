// A claimed class was checked: another one from now on, served all the same or back in line at its fair place.
import { Dialog } from "../shared/dialog.js";
import { html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

export const CLASSES = ["walk-in", "appointment", "elderly", "disabled", "veteran", "low-income", "military", "pregnant-infant", "remote", "stranded"];
const REASON_MAX = 200;
const WITHDRAWN = 2;

/** Usual reasons: the first ones withdraw a claim, the rest grant one. */
const usualReasons = (granted) => {
  const keys = granted ? [3, 4] : [1, WITHDRAWN];
  return keys.map((key) => t(`desk.reclassify.reason.${key}`));
};

export function ClassSelect({ value, except, onChange }) {
  return html`<select value=${value} data-class onChange=${(event) => onChange(event.target.value)}>
    ${CLASSES.filter((word) => word !== except).map((word) => html`<option value=${word}>${t(`class.${word}`)}</option>`)}
  </select>`;
}

/** Submits `{ticket, ticket_class, reason, serve}`. */
export function ClassDialog({ ticket, onClose, onSubmit }) {
  const first = ticket.ticket_class === "walk-in" ? "elderly" : "walk-in";
  const [wanted, setWanted] = useState(first);
  const [serve, setServe] = useState(true);
  const [words, setWords] = useState(null);
  const usual = usualReasons(wanted !== "walk-in");
  const reason = words ?? usual[0];
  return html`
    <${Dialog} title=${t("desk.reclassify.title", { number: ticket.number, class: t(`class.${ticket.ticket_class}`) })}
      confirm=${t("desk.action.reclassify")} confirmDisabled=${reason.trim() === ""} onClose=${onClose}
      onSubmit=${() => onSubmit({ ticket: ticket.id, ticket_class: wanted, reason: reason.trim(), serve })}>
      <label class="field">${t("desk.reclassify.to")}
        <${ClassSelect} value=${wanted} except=${ticket.ticket_class} onChange=${(value) => (setWanted(value), setWords(null))} />
      </label>
      <fieldset class="choices">
        <legend>${t("desk.reason")}</legend>
        ${usual.map(
          (text, index) => html`<label key=${text} class="choice">
            <input type="radio" name="class-reason" checked=${reason === text} onChange=${() => setWords(text)} data-first=${index === 0 ? "" : undefined} />
            <span>${text}</span></label>`,
        )}
      </fieldset>
      <label class="field">${t("desk.reason.own")}
        <input type="text" maxlength=${REASON_MAX} value=${usual.includes(reason) ? "" : reason} onInput=${(event) => setWords(event.target.value || null)} />
      </label>
      <fieldset class="choices side">
        <legend>${t("desk.reclassify.then")}</legend>
        ${[true, false].map(
          (value) => html`<label key=${value} class="choice">
            <input type="radio" name="serve" data-serve=${value} checked=${serve === value} onChange=${() => setServe(value)} />
            <span>${t(value ? "desk.reclassify.serve" : "desk.reclassify.return")}</span></label>`,
        )}
      </fieldset>
    <//>`;
}
