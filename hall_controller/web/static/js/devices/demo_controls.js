// The demo's hands: press a pad's key, touch the kiosk. The controller offers these routes in the demo only.
import { deviceAddress } from "./picture.js";
import { html, meta, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

const CALL_PAD_KEYS = ["next", "recall", "evaluate", "pause", "transfer", "miss", "hold", "take-back"];
const RATING_PAD_KEYS = ["very-good", "good", "declined", "bad"];
const KEYS = { "call-pad": CALL_PAD_KEYS, "rating-pad": RATING_PAD_KEYS };

/** Sends one demo action; resolves to whether the emulator took it. */
export async function poke(device, what, body) {
  try {
    const response = await fetch(deviceAddress(device, what), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf") },
      body: JSON.stringify(body),
    });
    return response.ok;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}

export function PadKeys({ device }) {
  const [failed, setFailed] = useState(false);
  const keys = KEYS[device.kind];
  if (!keys) return null;
  return html`
    <div class="pad-keys" role="group" aria-label=${t("devices.padKeys")}>
      ${keys.map(
        (key) => html`<button key=${key} type="button" class="pad-key" onClick=${async () => setFailed(!(await poke(device, "press", { key })))}>
          ${t(`pad.${key}`)}</button>`,
      )}
    </div>
    ${failed && html`<p class="form-error" role="alert">${t("devices.pokeFailed")}</p>`}`;
}
