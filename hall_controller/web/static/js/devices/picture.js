// What a device shows, renewed while it is in sight. 300 devices must not mean 300 requests a second.
import { html, useEffect, useRef, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

const AGAIN_MS = 1000;
const AFTER_FAILURE_MS = 4000;

export const deviceAddress = (device, what) => `/api/v1/devices/${device.node}/${device.device}/${what}`;

function useInSight(element) {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setInSight(entry.isIntersecting), { rootMargin: "80px" });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return inSight;
}

/** A live picture. `onPoint({x, y})` with fractions of the picture, when it can be touched. */
export function LivePicture({ device, onPoint, label }) {
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
      html`<img src=${`${deviceAddress(device, "picture")}?turn=${turn}`} alt=${label} hidden=${failed} draggable=${false}
        onLoad=${() => (setFailed(false), again(AGAIN_MS))} onError=${() => (setFailed(true), again(AFTER_FAILURE_MS))} onClick=${point} />`}
      ${failed && html`<p class="no-picture">${t("devices.noPicture")}</p>`}
    </div>`;
}
