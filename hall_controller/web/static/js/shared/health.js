// The controller's own health, asked every few seconds: it needs no stream of its own.
import { html, useEffect, useState } from "./ui.js";
import { has, t } from "./text.js";

const ASK_EVERY_MS = 5000;
const ANSWER_WITHIN_MS = 3000;

const NAMED_MOST = 8;

const partName = (name) => (has(`part.${name}`) ? t(`part.${name}`) : name);

/** A county hall has hundreds of devices: parts named "kind id" are summed up by kind, and only the ill ones are named. */
function marks(parts) {
  const own = parts.filter((part) => !part.name.includes(" ")).map((part) => ({ ...part, text: partName(part.name) }));
  const kinds = [...new Set(parts.filter((part) => part.name.includes(" ")).map((part) => part.name.split(" ")[0]))];
  const sums = kinds.map((kind) => {
    const members = parts.filter((part) => part.name.startsWith(`${kind} `));
    const ill = members.filter((part) => !part.well).map((part) => part.name.slice(kind.length + 1));
    const names = ill.slice(0, NAMED_MOST).join(t("list.comma")) + (ill.length > NAMED_MOST ? " …" : "");
    return {
      name: kind,
      well: ill.length === 0,
      detail: "",
      text: `${partName(kind)} ${members.length - ill.length}/${members.length}${names ? ` · ${names}` : ""}`,
    };
  });
  return [...own, ...sums];
}

function useHealth() {
  const [health, setHealth] = useState(undefined);
  useEffect(() => {
    let stopped = false;
    async function ask() {
      let answer = null;
      try {
        const response = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        answer = await response.json();
      } catch (error) {
        // No answer, or none that is one: the line says that the controller is silent.
        if (!(error instanceof TypeError) && !(error instanceof SyntaxError) && !(error instanceof DOMException)) throw error;
      }
      if (!stopped) setHealth(answer);
    }
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, []);
  return health;
}

/** One line on the whole and one mark for each part. */
export function HealthList() {
  const health = useHealth();
  if (health === undefined) return html`<p class="health-line">${t("health.asking")}</p>`;
  if (health === null) return html`<p class="health-line bad"><span class="dot"></span>${t("health.silent")}</p>`;
  const ill = health.parts.filter((part) => !part.well).length;
  return html`
    <p class=${`health-line ${health.well ? "good" : "bad"}`} data-health=${health.well}>
      <span class="dot"></span>${health.well ? t("health.well") : t("health.ill", { count: ill })}
    </p>
    <ul class="health-parts">
      ${marks(health.parts).map(
        (part) => html`<li key=${part.name} class=${part.well ? "good" : "bad"} title=${part.detail}>
          <span aria-hidden="true">${part.well ? "✓" : "!"}</span> ${part.text}
          <span class="visually-hidden">${part.well ? t("health.partWell") : t("health.partIll")}</span>
        </li>`,
      )}
    </ul>`;
}
