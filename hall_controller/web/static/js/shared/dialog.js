import { html, useLayoutEffect, useRef } from "./ui.js";
import { t } from "./text.js";

/**
 * A modal dialog with the browser's own focus trap; Esc and the cancel button close it. `cautious`: a key pressed too fast leaves it,
 * since what it asks can't be taken back.
 */
export function Dialog({ title, onClose, onSubmit, confirm, confirmDisabled, cautious, children }) {
  const element = useRef(null);
  // At once, not after painting: a digit typed right after the shortcut must already meet the dialog.
  useLayoutEffect(() => {
    element.current.showModal();
    element.current.querySelector("[data-first]")?.focus();
  }, []);
  function submit(event) {
    event.preventDefault();
    if (!confirmDisabled) onSubmit();
  }
  return html`
    <dialog ref=${element} class="dialog" aria-labelledby="dialog-title" onClose=${onClose} onCancel=${onClose}>
      <form onSubmit=${submit}>
        <h2 id="dialog-title">${title}</h2>
        ${children}
        <div class="dialog-buttons">
          <button type="button" class="button" data-first=${cautious ? "" : undefined} onClick=${onClose}>${t("dialog.cancel")} <kbd>Esc</kbd></button>
          <button type="submit" class="button primary" disabled=${confirmDisabled}>${confirm}${!cautious && html` <kbd>↵</kbd>`}</button>
        </div>
      </form>
    </dialog>`;
}
