// One order to one device: sent once, its end in words. Kept beside the cards: a card moves on the board when its device gets well.
import { deviceAddress } from "./picture.js";
import { has, refusalText, t } from "../shared/text.js";
import { meta, useEffect, useState } from "../shared/ui.js";
import { newUlid } from "../shared/ulid.js";
import { goSignIn } from "../shared/use_feed.js";

// Longer than the hall waits for the slowest device.
const ANSWER_WITHIN_MS = 60_000;
const NOTHING = Object.freeze({ running: null, result: null });

const states = new Map();
const listeners = new Set();

function put(address, state) {
  states.set(address, state);
  for (const listener of listeners) listener();
}

/** What was done, in words: what the device told of it, else that it was done. */
function doneText(action, result) {
  if (action.name === "load-paper" && typeof result.tickets_left === "number") return t("order.done.load-paper", { count: result.tickets_left });
  if (action.name === "open") return t(result.confirmed ? "order.done.opened" : "order.done.released");
  if (action.name === "retract" || action.name === "eject") return t(result.media === "present" ? "order.done.stillThere" : "order.done.taken");
  return t("order.done", { action: action.title });
}

function failure({ code = "internalError", reason }) {
  const why = reason && has(`reason.${reason}`) ? t(`reason.${reason}`) : refusalText(code);
  const next = has(`order.next.${code}`) ? t(`order.next.${code}`) : t("order.next.other");
  return { failed: true, text: t("order.failed", { why }), next };
}

async function send(device, action, body, key) {
  let response;
  try {
    response = await fetch(deviceAddress(device, `commands/${action.name}`), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key, "X-CSRF-Token": meta("csrf") },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status === 401) return goSignIn();
    const answer = await response.json();
    if (!response.ok) return failure(answer);
    return { failed: false, text: doneText(action, answer.result ?? {}), told: answer.result };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError) && error.name !== "TimeoutError") throw error;
    return { ...failure({ code: "timeOut" }), text: t("order.unconfirmed"), open: true };
  }
}

/** `{running, result, give(action, body), close()}` of a device: the id of the action under way, and how the last one ended. */
export function useOrders(device) {
  const address = `${device.node}/${device.device}`;
  const [, renew] = useState(0);
  useEffect(() => {
    const listener = () => renew((turn) => turn + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  const state = states.get(address) ?? NOTHING;
  async function give(action, body = action.body) {
    if (states.get(address)?.running) return;
    // Nobody knows whether the last press did it: the same press again is the same order.
    const text = JSON.stringify([action.name, body]);
    const last = states.get(address)?.unconfirmed;
    const key = last?.text === text ? last.key : newUlid();
    put(address, { running: action.id, result: null });
    const result = await send(device, action, body, key);
    put(address, { running: null, result: result && { ...result, name: action.name }, unconfirmed: result?.open ? { text, key } : null });
  }
  return { ...state, give, close: () => put(address, { ...state, result: null }) };
}
