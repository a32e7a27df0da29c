// Places where several devices fail together: where to go first, the devices folded under it.
import { DeviceCard } from "./card.js";
import { placeName, reasonName } from "./words.js";
import { html } from "../shared/ui.js";
import { clockTime, count, t } from "../shared/text.js";

const addressOf = (device) => `${device.node}/${device.device}`;

/** Devices that a place explains are shown with it and not once more by themselves. */
export function explained(places) {
  return new Set(places.flatMap((place) => place.devices));
}

function PlaceLine({ place, devices, demo, icons, onEnlarge }) {
  const where = place.place || place.node ? placeName({ place: place.place, node: place.node }) : place.shared;
  return html`
    <details class="fault-place" data-place=${`${place.kind}:${place.shared}`}>
      <summary>
        <span class="fault-place-head">
          <b class="go">${t("devices.place.go", { place: where })}</b>
          <span>${t(`devices.place.${place.kind}`, { name: place.shared })}</span>
        </span>
        <span class="fault-place-facts">
          <span class="how-many">${t("devices.place.count", { out: count(place.devices.length), of: count(place.of) })}</span>
          <span data-what>${reasonName(place.reason)}</span>
          ${place.since > 0 && html`<span>${t("devices.since", { time: clockTime(place.since) })}</span>`}
        </span>
        <span class="unfold when-closed">${t("devices.place.unfold")}</span><span class="unfold when-open">${t("devices.place.fold")}</span>
      </summary>
      <div class="cards">${devices.map(
        (device) => html`<${DeviceCard} key=${addressOf(device)} device=${device} demo=${demo} icons=${icons} onEnlarge=${onEnlarge} />`,
      )}</div>
    </details>`;
}

/** `devices`: those that pass the filter; a place none of whose devices passes isn't shown. */
export function Places({ places, devices, demo, icons, onEnlarge }) {
  const byAddress = new Map(devices.map((device) => [addressOf(device), device]));
  const shown = places
    .map((place) => ({ place, members: place.devices.map((address) => byAddress.get(address)).filter(Boolean) }))
    .filter(({ members }) => members.length > 0);
  if (shown.length === 0) return null;
  return html`
    <section class="part part-places">
      <h2>${t("devices.part.places")} <span>${count(shown.length)}</span></h2>
      ${shown.map(
        ({ place, members }) => html`<${PlaceLine} key=${`${place.kind}:${place.node}:${place.shared}`} place=${place} devices=${members}
          demo=${demo} icons=${icons} onEnlarge=${onEnlarge} />`,
      )}
    </section>`;
}
