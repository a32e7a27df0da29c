// Renews what the page shows, from its own address. Without this script the page renews itself as a whole.
const EVERY_MS = 10_000;
const ANSWER_WITHIN_MS = 5000;

async function renew() {
  // Somebody is about to press something: the page stands still under their finger.
  if (document.querySelector("details[open]") || document.visibilityState === "hidden") return;
  const response = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("emergency").replaceWith(document.adoptNode(page.getElementById("emergency")));
  const fresh = page.getElementById("follow");
  if (fresh && !document.querySelector("details[open]")) document.getElementById("follow").replaceWith(document.adoptNode(fresh));
}

function again() {
  renew()
    .catch((error) => {
      // The phone lost the hall for a moment; the time on the page says how old it is.
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
    })
    .finally(() => setTimeout(again, EVERY_MS));
}

document.addEventListener("visibilitychange", () => renew().catch(() => undefined));
setTimeout(again, EVERY_MS);
