import { html, useEffect, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";

/** The clerk's own windows to choose from. `own`: window numbers, or null for any. */
export function WindowChooser({ own, onChoose, account }) {
  const [windows, setWindows] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    fetch("/api/v1/board", { cache: "no-store" })
      .then((response) => response.json())
      .then((board) => setWindows(board.windows.filter((window) => own === null || own.includes(window.number))))
      .catch(() => setFailed(true));
  }, []);
  return html`
    <div class="chooser">
      <h1>${t("desk.choose", { name: account })}</h1>
      ${failed && html`<p class="form-error" role="alert">${t("signIn.noAnswer")}</p>`}
      <div class="chooser-windows">
        ${(windows ?? []).map(
          (window, index) => html`<button key=${window.number} type="button" class="chooser-window" data-window=${window.number}
            autofocus=${index === 0} onClick=${() => onChoose(window.number)}>
            <strong>${window.number}</strong><span>${nameOf(window.names)}</span>
            <span class=${`chooser-state state-${window.state}`}>${t(`window.${window.state}`)}</span>
          </button>`,
        )}
      </div>
      <p><a href="/">${t("forbidden.home")}</a></p>
    </div>`;
}
