// What a clerk can do, as one table: key, when it may be pressed, and what it asks first. The keyboard, the buttons and the
// hints all read it. The hall decides in the end; `allowed` only spares a clerk presses that would be refused.

const at = (...states) => (desk) => states.includes(desk.window.state);

/** A finish can be taken back until `undo_until`, by the controller's clock. */
export const undoLeftMs = (desk, now) => (desk.undo_until === null ? 0 : Math.max(0, desk.undo_until - now));

/**
 * `asks`: the dialog that comes before the command; `inCard`: its button stands on the ticket, not among the others. `label` and `pressed` may depend on the desk. The order is the order on the
 * desk and never changes, so that a second, hasty click meets the same button and not another one.
 */
export const ACTIONS = [
  {
    id: "next",
    keys: ["n", "F2"],
    hint: "N · F2",
    allowed: (desk) => at("idle", "offline")(desk) || (at("rating")(desk) && !desk.next_kept),
    expected: at("idle"),
    pressed: (desk) => desk.next_kept,
  },
  { id: "arrive", keys: ["a"], hint: "A", allowed: at("calling"), expected: at("calling") },
  { id: "finish", keys: ["f"], hint: "F", allowed: at("serving"), expected: at("serving") },
  { id: "recall", keys: ["r"], hint: "R", allowed: at("calling") },
  { id: "miss", keys: ["m"], hint: "M", allowed: at("calling") },
  { id: "return", keys: ["w"], hint: "W", allowed: at("calling") },
  { id: "hold", keys: ["h"], hint: "H", allowed: at("serving"), asks: "hold" },
  { id: "transfer", keys: ["t"], hint: "T", allowed: at("serving"), asks: "transfer" },
  { id: "reject", keys: ["j"], hint: "J", allowed: at("serving"), asks: "reject" },
  { id: "reclassify", keys: ["c"], hint: "C", allowed: at("calling", "serving"), asks: "reclassify", inCard: true },
  { id: "pause", keys: ["p"], hint: "P", allowed: at("idle", "calling", "fault", "offline"), asks: "pause", hidden: at("paused") },
  { id: "resume", keys: ["p"], hint: "P", allowed: at("paused"), expected: at("paused"), hidden: (desk) => !at("paused")(desk) },
  { id: "undo-finish", keys: ["u"], hint: "U", allowed: (desk, now) => undoLeftMs(desk, now) > 0 },
];

export const OPEN_WINDOW = { id: "open-window", keys: ["o"], hint: "O", allowed: at("closed"), expected: at("closed") };
export const CLOSE_WINDOW = { id: "close-window", keys: [], hint: "", allowed: at("idle", "paused", "fault", "offline") };

/** The action a key means now, or undefined. */
export function actionForKey(key, desk, now) {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  return [...ACTIONS, OPEN_WINDOW].find(
    (action) => action.keys.includes(wanted) && !action.hidden?.(desk) && action.allowed(desk, now),
  );
}
