// The controller's clock, as far as the page knows it: a desk's own clock may be wrong, and count-downs must not be.
import { useEffect, useState } from "./ui.js";

let offsetMs = 0;

/** Takes the time of a state that just arrived. */
export function heardServerTime(at) {
  offsetMs = at - Date.now();
}

export const serverNow = () => Date.now() + offsetMs;

/** The controller's time, renewed every `everyMs`. */
export function useServerNow(everyMs = 250) {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
