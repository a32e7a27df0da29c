import { hasMenu, poke, useMenu } from "./demo_controls.js";
import { LivePicture } from "./picture.js";
import { kindName, placeName } from "./words.js";
import { html, useLayoutEffect, useRef } from "../shared/ui.js";
import { t } from "../shared/text.js";

/** A device's picture as large as the window allows; the kiosk's can be touched in the demo. */
export function Viewer({ device, demo, onClose }) {
  const element = useRef(null);
  useLayoutEffect(() => element.current.showModal(), []);
  const name = `${placeName(device)} ${kindName(device.kind)}`;
  const hands = useMenu(device, "menu", Boolean(demo && hasMenu(device)));
  const touchable = demo && device.kind === "kiosk";
  return html`
    <dialog ref=${element} class="viewer" onClose=${onClose} aria-label=${name}>
      <header><h2>${name}</h2>${touchable && html`<p>${t("devices.touchHint")}</p>`}
        <button type="button" class="button" onClick=${onClose}>${t("dialog.close")} <kbd>Esc</kbd></button></header>
      <${LivePicture} device=${device} label=${name} onPoint=${touchable ? (place) => poke(device, "touch", place) : undefined}
        spots=${hands.menu?.keys} onSpot=${(key) => hands.act("press", { key })} />
    </dialog>`;
}
