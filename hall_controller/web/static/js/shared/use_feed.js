import { Feed, FeedState } from "./feed.js";
import { useEffect, useState } from "./ui.js";

/** Follows a live stream while the component is mounted; `onEvent(name, data, id)` may change between renders only with `url`. */
export function useFeed(url, onEvent) {
  const [state, setState] = useState(FeedState.CONNECTING);
  useEffect(() => {
    setState(FeedState.CONNECTING);
    const feed = new Feed(url, { onEvent, onState: setState }).start();
    return () => feed.stop();
  }, [url]);
  return state;
}

/** To the sign-in page, and back here afterwards. */
export function goSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
