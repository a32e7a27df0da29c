// Asking everybody to leave, and taking it back. Both want a second look: a tick before the hall is emptied, a question before it fills.
import { CommandDialog } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { clockTime, t } from "../shared/text.js";

const TEXT_MAX = 40;

function Begin({ now, onClose }) {
  const [text, setText] = useState(now?.text ?? "");
  const [sure, setSure] = useState(false);
  return html`<${CommandDialog} title=${t("emergency.begin.title")} confirm=${t("emergency.begin.confirm")} name="begin-emergency"
    body=${() => ({ text: text.trim() })} ready=${sure} onClose=${onClose}>
    <p>${t("emergency.begin.what")}</p>
    <label class="field">${t("emergency.text")} <span class="field-note">${t("emergency.text.note")}</span>
      <input type="text" data-first data-emergency-where maxlength=${TEXT_MAX} placeholder=${t("emergency.text.example")} value=${text} onInput=${(event) => setText(event.target.value)} /></label>
    <label class="choice"><input type="checkbox" data-emergency-sure checked=${sure} onChange=${(event) => setSure(event.target.checked)} /><span>${t("emergency.begin.sure")}</span></label>
  <//>`;
}

function End({ onClose }) {
  return html`<${CommandDialog} cautious title=${t("emergency.end.title")} confirm=${t("emergency.end.confirm")} name="end-emergency" body=${() => ({})} ready=${true} onClose=${onClose}>
    <p>${t("emergency.end.what")}</p><//>`;
}

export function Emergency({ emergency }) {
  const [asking, setAsking] = useState(null);
  const close = () => setAsking(null);
  return html`<section class=${`emergency-box ${emergency ? "on" : ""}`} data-emergency=${emergency ? "on" : "off"}>
    ${emergency
      ? html`<p><strong>${t("emergency.since", { time: clockTime(emergency.since) })}</strong> ${emergency.text}</p>
          <div class="button-row"><button type="button" class="button" data-change-emergency onClick=${() => setAsking("begin")}>${t("emergency.change")}</button>
          <button type="button" class="button primary" data-end-emergency onClick=${() => setAsking("end")}>${t("emergency.end")}</button></div>`
      : html`<button type="button" class="button danger" data-begin-emergency onClick=${() => setAsking("begin")}>${t("emergency.begin")}</button>`}
    ${asking === "begin" && html`<${Begin} now=${emergency} onClose=${close} />`}
    ${asking === "end" && html`<${End} onClose=${close} />`}</section>`;
}
