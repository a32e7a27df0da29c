// A dialog that sends one command: it stays open with the refusal in words, and closes once the hall has done it.
import { Dialog } from "../shared/dialog.js";
import { html } from "../shared/ui.js";
import { Problem, useCommand } from "../shared/use_command.js";

const REASON_MAX = 200;

export function Reason({ value, label, onInput, first }) {
  return html`<label class="field">${label}
    <input type="text" data-reason maxlength=${REASON_MAX} value=${value} data-first=${first ? "" : undefined} onInput=${(event) => onInput(event.target.value)} /></label>`;
}

/** `body()` is the command's body at the press; `onDone(result)` after it. */
export function CommandDialog({ title, confirm, name, body, ready, onClose, onDone, cautious, children }) {
  const command = useCommand();
  async function submit() {
    const result = await command.send(name, body());
    if (result !== null) (onDone ?? onClose)(result);
  }
  return html`<${Dialog} title=${title} confirm=${confirm} confirmDisabled=${!ready || command.busy} onClose=${onClose} onSubmit=${submit} cautious=${cautious}>
    ${children}
    <${Problem} command=${command} />
  <//>`;
}
