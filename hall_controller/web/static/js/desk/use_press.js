// The discipline of pressing: one command at a time, one key per press, and nothing from a double click.
import { GIVE_UP_MS, Outcome, sendCommand } from "../shared/commands.js";
import { useEffect, useRef, useState } from "../shared/ui.js";
import { refusalText, t } from "../shared/text.js";
import { newUlid } from "../shared/ulid.js";
import { goSignIn } from "../shared/use_feed.js";

// A double click's second click comes within 500 ms on common desktops; most hasty ones within 300.
const SECOND_CLICK_MS = 400;
// After the answer the buttons wait for the state that shows it, so that they are never enabled by an old one.
const SHOWN_WITHIN_MS = 700;
const MESSAGE_MS = 6000;

export { GIVE_UP_MS };

/**
 * Gives `{busy, message, unconfirmed, press(name, body), retry(), forget()}`.
 * `seq` is the ledger number of the state on the desk.
 */
export function usePress(seq) {
  const [busy, setBusy] = useState(null);
  const [message, setMessage] = useState(null);
  const [unconfirmed, setUnconfirmed] = useState(null);
  const locked = useRef(false);
  const last = useRef({ name: "", at: 0 });
  const waiting = useRef(null);
  const latest = useRef(seq);

  useEffect(() => {
    latest.current = seq;
    if (waiting.current && seq > waiting.current.seq) waiting.current.done();
  }, [seq]);

  useEffect(() => {
    if (!message) return undefined;
    const timer = setTimeout(() => setMessage(null), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);

  const stateAfter = (before) =>
    new Promise((done) => {
      if (latest.current > before) return done();
      waiting.current = { seq: before, done };
      return setTimeout(done, SHOWN_WITHIN_MS);
    });

  async function send(command) {
    locked.current = true;
    setBusy(command.name);
    setUnconfirmed(null);
    setMessage(null);
    const before = latest.current;
    const answer = await sendCommand(command.name, command.body, command.key);
    if (answer.outcome === Outcome.SIGNED_OUT) return goSignIn();
    if (answer.outcome === Outcome.DONE) {
      setMessage({ kind: "good", text: doneText(command.name, answer.result) });
      await stateAfter(before);
    } else if (answer.outcome === Outcome.REFUSED) {
      setMessage({ kind: "bad", text: refusalText(answer.code) });
    } else {
      setUnconfirmed(command);
    }
    waiting.current = null;
    locked.current = false;
    setBusy(null);
    return undefined;
  }

  function press(name, body) {
    const now = performance.now();
    // Buttons keep their places, so a second click can only mean the same button.
    if (locked.current || (last.current.name === name && now - last.current.at < SECOND_CLICK_MS)) return;
    last.current = { name, at: now };
    send({ name, body, key: newUlid() });
  }

  return {
    busy,
    message,
    unconfirmed,
    press,
    retry: () => unconfirmed && !locked.current && send(unconfirmed),
    forget: () => setUnconfirmed(null),
  };
}

function doneText(name, result) {
  if (name === "next" && result.kept) return t("desk.done.kept");
  return t(`desk.done.${name}`, { number: result.ticket?.number ?? "" });
}
