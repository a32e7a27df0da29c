// What a device shows, renewed while it is in sight. 300 devices must not mean 300 requests a second.
import { html, useEffect, useRef, useState } from "../shared/ui.js";
import { t, tag } from "../shared/text.js";

/** What an emulator calls a key or fault, in the page's language. */
export const wordOf = (entry) => (tag.startsWith("zh") ? entry.zh : entry.en);
const AGAIN_MS = 1000;
const AFTER_FAILURE_MS = 4000;

export const deviceAddress = (device, what) => `/api/v1/devices/${device.node}/${device.device}/${what}`;

/** Whether the element of a ref is on the screen or nearly so. */
export function useInSight(element) {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setInSight(entry.isIntersecting), { rootMargin: "80px" });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return inSight;
}

function Spots({ spots, onSpot }) {
  // The panel below the picture offers the same to keyboards and screen readers.
  return spots
    .filter((spot) => spot.at)
    .map(({ at: [left, top, width, height], ...spot }) => {
      const style = { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` };
      return html`<button key=${spot.name} type="button" class="spot" tabindex="-1" aria-hidden="true" title=${wordOf(spot)}
        data-spot=${spot.name} style=${style} onClick=${() => onSpot(spot.name)}></button>`;
    });
}

/**
 * A live picture. `onPoint({x, y})` with fractions of the picture, when it can be touched. `spots`: keys that are to be seen
 * on it, with `at: [left, top, width, height]` as fractions; a click on one is `onSpot(name)`.
 */
export function LivePicture({ device, onPoint, label, spots = [], onSpot }) {
  const element = useRef(null);
  const [turn, setTurn] = useState(0);
  const [failed, setFailed] = useState(false);
  const inSight = useInSight(element);
  const timer = useRef(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (inSight) setTurn((present) => present + 1);
    else clearTimeout(timer.current);
  }, [inSight]);
  function again(ms) {
    clearTimeout(timer.current);
    if (inSight) timer.current = setTimeout(() => setTurn((present) => present + 1), ms);
  }
  function point(event) {
    if (!onPoint) return;
    const box = event.currentTarget.getBoundingClientRect();
    // A click on the very edge may lie a fraction of a pixel outside.
    const within = (value) => Math.min(1, Math.max(0, value));
    onPoint({ x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) });
  }
  return html`
    <div class=${`picture ${onPoint ? "touchable" : ""}`} ref=${element}>
      ${turn > 0 &&
      html`<div class="picture-frame"><img src=${`${deviceAddress(device, "picture")}?turn=${turn}`} alt=${label} hidden=${failed} draggable=${false}
        onLoad=${() => (setFailed(false), again(AGAIN_MS))} onError=${() => (setFailed(true), again(AFTER_FAILURE_MS))} onClick=${point} />
        ${!failed && html`<${Spots} spots=${spots} onSpot=${onSpot} />`}</div>`}
      ${failed && html`<p class="no-picture">${t("devices.noPicture")}</p>`}
    </div>`;
}
