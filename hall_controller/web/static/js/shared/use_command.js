// One command from a page that isn't a desk: busy, what went wrong in words, and the same key for a press nobody confirmed.
import { Outcome, sendCommand } from "./commands.js";
import { refusalText, t } from "./text.js";
import { html, useRef, useState } from "./ui.js";
import { newUlid } from "./ulid.js";
import { goSignIn } from "./use_feed.js";

/** Gives `{busy, problem, send(name, body)}`; `send` resolves to the result once it is done, else to null. */
export function useCommand() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const unconfirmed = useRef(null);
  async function send(name, body) {
    if (busy) return null;
    const text = JSON.stringify([name, body]);
    const key = unconfirmed.current?.text === text ? unconfirmed.current.key : newUlid();
    setBusy(true);
    setProblem("");
    const answer = await sendCommand(name, body, key);
    setBusy(false);
    unconfirmed.current = answer.outcome === Outcome.UNCONFIRMED ? { text, key } : null;
    if (answer.outcome === Outcome.SIGNED_OUT) goSignIn();
    else if (answer.outcome === Outcome.REFUSED) setProblem(refusalText(answer.code));
    else if (answer.outcome === Outcome.UNCONFIRMED) setProblem(t("manager.notice.unconfirmed"));
    return answer.outcome === Outcome.DONE ? answer.result : null;
  }
  return { busy, problem, send };
}

export const Problem = ({ command }) => (command.problem ? html`<p class="form-error" role="alert">${command.problem}</p>` : null);
