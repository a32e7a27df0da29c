// Words of the device vocabulary as people say them. A status, reason or kind without a text shows itself, so no trouble is hidden.
import { count, has, opening, spell, t } from "../shared/text.js";

const orItself = (key, word) => (has(key) ? t(key) : word);

export const kindName = (kind) => orItself(`kind.${kind}`, kind);
export const statusName = (status) => orItself(`device.${status}`, status);
export const whoGoes = (action) => orItself(`action.${action}`, action);
export const reasonName = (reason) => orItself(`reason.${reason}`, reason);

const NUMBERED = { window: "window.number", floor: "place.floor", kiosk: "place.kiosk", zone24: "place.zone24" };

/** "3号窗口" for `window-3`; other places are shown as the configuration names them, a nameless one by its host. */
export const placeName = ({ place, node }) => (place || node).split(", ").map(onePlace).join(t("list.comma"));

function onePlace(place) {
  const [, what, number] = /^([a-z][a-z0-9]*)-(\d+)$/.exec(place) ?? [];
  return what in NUMBERED ? t(NUMBERED[what], { number: Number(number) }) : orItself(`place.${place}`, place);
}

// Nothing of it is also an answer; of other counts zero tells nobody anything.
const ALSO_ZERO = ["people", "celsius", "humidity_percent", "charge_percent", "load_percent", "tickets_left"];
// Said elsewhere on the card, or a technician's matter.
const LEFT_OUT = ["caption", "limit", "clock_set", "settings_restored"];
// Many models can never tell these; that isn't news.
const OFTEN_UNKNOWN = ["media", "headphones"];

// Signs that are the same in every language; `amount.…` texts hold the others.
const UNITS = { celsius: " °C", humidity_percent: "%", charge_percent: "%", load_percent: "%", volume: "%" };

/** A value in words, or null when there are none for it. What is named `…_at_ms` is a time to come, `…_s` a length of time. */
function said(name, value, detail) {
  if (name === "people" && detail.limit > 0) return t("amount.peopleOf", { value, limit: detail.limit });
  if (typeof value === "number") {
    if (name.endsWith("_at_ms")) return opening(value);
    if (name.endsWith("_s")) return spell(value);
    return has(`amount.${name}`) ? t(`amount.${name}`, { value: count(value) }) : `${count(value)}${UNITS[name] ?? ""}`;
  }
  if (name === "last_unknown") return value;
  // A word that means something else in one place has a text for it.
  const key = [`value.${name}.${value}`, `value.${value}`].find(has);
  return key ? t(key) : null;
}

/** Short facts of the status document, `[name, value]` in words; what has no words is left to the technician's tools. */
export function facts(detail) {
  return Object.entries(detail)
    .filter(([name, value]) => has(`detail.${name}`) && !LEFT_OUT.includes(name) && ["string", "number", "boolean"].includes(typeof value))
    // Empty texts, zero counts and "yes, as it should be" tell nobody anything.
    .filter(([name, value]) => value !== "" && value !== true && (value !== 0 || ALSO_ZERO.includes(name)))
    .filter(([name, value]) => value !== "unknown" || !OFTEN_UNKNOWN.includes(name))
    .map(([name, value]) => [t(`detail.${name}`), said(name, value, detail)])
    .filter(([, value]) => value !== null);
}
