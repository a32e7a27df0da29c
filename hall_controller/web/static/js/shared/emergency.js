// The line above every page while the hall is being left. The page comes with it; live pages renew it with what they are told.

/** `emergency`: `{since, text}` or null, as the views carry it. */
export function showEmergency(emergency) {
  const line = document.getElementById("emergency");
  const text = emergency?.text ?? "";
  if (line.hidden === !emergency && line.querySelector("[data-emergency-text]").textContent === text) return;
  line.querySelector("[data-emergency-text]").textContent = text;
  line.hidden = !emergency;
}

const ASK_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 4_000;

/** For a page whose own stream doesn't carry it: asks the public board. */
export function watchEmergency() {
  async function ask() {
    try {
      const response = await fetch("/api/v1/board", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (response.ok) showEmergency((await response.json()).emergency ?? null);
    } catch (error) {
      // The hall is away for a moment: what stands there stays.
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
    }
    setTimeout(ask, ASK_EVERY_MS);
  }
  setTimeout(ask, ASK_EVERY_MS);
}
