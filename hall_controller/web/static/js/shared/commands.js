// One press, one key, one effect: a command goes out again with the same key until its answer is known.
import { meta } from "./ui.js";

const ANSWER_WITHIN_MS = 3000;
const WAIT_FIRST_MS = 250;
const WAIT_MOST_MS = 2000;
/** So long a press is retried by itself; afterwards a person decides, with the same key. */
export const GIVE_UP_MS = 8000;

/** What became of a command. `unconfirmed`: no answer came, it may or may not have happened. */
export const Outcome = Object.freeze({ DONE: "done", REFUSED: "refused", UNCONFIRMED: "unconfirmed", SIGNED_OUT: "signed-out" });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function attempt(name, body, key) {
  const response = await fetch(`/api/v1/commands/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key, "X-CSRF-Token": meta("csrf") },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (response.status === 401) return { outcome: Outcome.SIGNED_OUT };
  // 503 says that nothing was stored; any other server fault leaves it open. Both are asked again with the same key.
  if (response.status >= 500) return { outcome: Outcome.UNCONFIRMED };
  const answer = await response.json();
  if (response.ok) return { outcome: Outcome.DONE, result: answer.result ?? {} };
  return { outcome: Outcome.REFUSED, code: answer.error_code ?? answer.code ?? "internalError" };
}

/** Sends a command, retrying while no answer comes. Never rejects: the outcome says what is known. */
export async function sendCommand(name, body, key) {
  const startedAt = performance.now();
  for (let waitMs = WAIT_FIRST_MS; ; waitMs = Math.min(WAIT_MOST_MS, waitMs * 2)) {
    let answer;
    try {
      answer = await attempt(name, body, key);
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "TimeoutError" && error.name !== "AbortError") throw error;
      answer = { outcome: Outcome.UNCONFIRMED };
    }
    if (answer.outcome !== Outcome.UNCONFIRMED || performance.now() - startedAt + waitMs > GIVE_UP_MS) return answer;
    await pause(waitMs);
  }
}
