// Words of the device vocabulary as people say them; a word without a text shows itself, so nothing is hidden.
import { has, opening, t } from "../shared/text.js";

const orItself = (key, word) => (has(key) ? t(key) : word);

export const kindName = (kind) => orItself(`kind.${kind}`, kind);
export const statusName = (status) => orItself(`device.${status}`, status);
export const whoGoes = (action) => orItself(`action.${action}`, action);
export const reasonName = (reason) => orItself(`reason.${reason}`, reason);

const NUMBERED = { window: "window.number", floor: "place.floor" };

/** "3号窗口" for `window-3`; other places are shown as the configuration names them, a nameless one by its host. */
export function placeName({ place: given, node }) {
  const place = given || node;
  const [, what, number] = /^([a-z]+)-(\d+)$/.exec(place) ?? [];
  return what in NUMBERED ? t(NUMBERED[what], { number: Number(number) }) : orItself(`place.${place}`, place);
}

/** A value in words; what is named `…_at_ms` is a time to come. A word that means something else in one place has a text for it. */
const said = (name, value) =>
  name.endsWith("_at_ms") ? opening(value) : orItself(`value.${name}.${value}`, orItself(`value.${value}`, String(value)));

/** Short facts of the status document: `[name, value]`, words translated; nested values are left to the technician's tools. */
export function facts(detail) {
  return Object.entries(detail)
    .filter(([name, value]) => name !== "caption" && ["string", "number", "boolean"].includes(typeof value))
    // Empty texts, zero counts and "yes, as it should be" tell nobody anything.
    .filter(([, value]) => value !== "" && value !== 0 && value !== true)
    .map(([name, value]) => [orItself(`detail.${name}`, name), said(name, value)]);
}
