// What this person may have a device do now: pure, from what the device says of itself.
import { placeName } from "./words.js";
import { has, t } from "../shared/text.js";

const OPEN_MS = 3000;
const IDENTIFY_S = 10;
const LABEL_LENGTH = 12;
const FEED_LINES = 3;
const WANTS_PAPER = ["paper.low", "paper.out"];
// A zone that is full is no fault; that everybody has left is said in the same way.
const FULL = "door.full";

/** What a board or pad shows of itself: the number of its window, else its own name. */
const labelOf = (device) => (/-(\d+)$/.exec(device.place)?.[1] ?? device.device).slice(0, LABEL_LENGTH);

const isFull = ({ detail }) => typeof detail.limit === "number" && detail.limit > 0 && detail.people >= detail.limit;

/** By command: one action or several. `first`: wanted now, so it stands on the card itself; `ask`: text to confirm; `percent`: asks for a number. */
const MAKERS = {
  "clear-alarm": (device) =>
    [...new Set(isFull(device) ? [...device.faults, FULL] : device.faults)]
      .filter((code) => has(`order.clear-alarm.${code}`))
      .map((code) => ({
        key: code, label: t(`order.clear-alarm.${code}`), body: { code }, first: true, ask: t("order.ask.clear-alarm", { alarm: t(`reason.${code}`) }),
      })),
  "load-paper": (device) => ({ first: WANTS_PAPER.some((reason) => device.reason === reason || device.faults.includes(reason)) }),
  eject: (device) => (device.detail.media === "present" ? { first: true } : []),
  retract: (device) => (device.detail.media === "present" ? { first: true } : []),
  open: (device) => ({
    body: { pulse_ms: OPEN_MS, override: isFull(device) },
    ask: t(isFull(device) ? "order.ask.openFull" : "order.ask.open", { place: placeName(device), seconds: OPEN_MS / 1000 }),
  }),
  stop: () => ({}),
  identify: (device) => ({ body: { label: labelOf(device), seconds: IDENTIFY_S } }),
  "test-pattern": (device) => ({ label: has(`order.test-pattern.${device.kind}`) ? t(`order.test-pattern.${device.kind}`) : undefined }),
  feed: () => ({ body: { lines: FEED_LINES, cut: true } }),
  blank: () => ({}),
  brightness: () => ({ percent: 60 }),
  volume: (device) => ({ percent: typeof device.detail.volume === "number" ? device.detail.volume : 60 }),
  power: () => [true, false].map((on) => ({ key: String(on), label: t(on ? "order.power.on" : "order.power.off"), body: { on } })),
  reset: () => ({ ask: t("order.ask.reset") }),
  diagnose: () => ({}),
};

/** `[{id, name, label, title, body, first, ask, percent}]` of the device's commands that are among `allowed`, the most wanted first. */
export function actionsOf(device, allowed) {
  const actions = Object.entries(MAKERS)
    .filter(([name]) => allowed.includes(name) && device.commands.includes(name))
    .flatMap(([name, make]) =>
      [make(device)].flat().map(({ key = "", label = t(`order.${name}`), body = {}, first = false, ...rest }) => ({
        id: key ? `${name}:${key}` : name, name, label, title: label.replace(/\s*…$/, ""), body, first, ...rest,
      })),
    );
  return [...actions.filter((action) => action.first), ...actions.filter((action) => !action.first)];
}
