import { classes, html } from "../shared/ui.js";
import { t } from "../shared/text.js";

/** One action as a button with its key. Always in its place; what can't be done now is disabled. */
export function ActionButton({ action, desk, now, enabled, busy, onAction, showKeys }) {
  const allowed = enabled && action.allowed(desk, now);
  const pressed = action.pressed?.(desk) ?? false;
  return html`
    <button
      type="button"
      class=${classes("action", `action-${action.id}`, action.expected?.(desk) && "expected", pressed && "pressed", busy === action.id && "busy")}
      data-action=${action.id}
      disabled=${!allowed}
      aria-pressed=${action.pressed ? String(pressed) : undefined}
      aria-keyshortcuts=${showKeys ? action.keys.map((key) => (key.length === 1 ? key.toUpperCase() : key)).join(" ") : undefined}
      onClick=${() => onAction(action)}
    >
      <span class="action-label">${t(`desk.action.${action.id}`)}</span>
      ${showKeys && action.hint && html`<kbd>${action.hint}</kbd>`}
    </button>`;
}
