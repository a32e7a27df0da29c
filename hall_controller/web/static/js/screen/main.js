// The hall screen: nobody is signed in, nobody touches it, it runs for months.
import { Acknowledger } from "./acknowledge.js";
import { CallQueue } from "./call_queue.js";
import { Highlight } from "./highlight.js";
import { Clock, Queues, RecentCalls, Windows } from "./panels.js";
import { showEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { heardServerTime } from "../shared/server_clock.js";
import { html, render, useEffect, useRef, useState } from "../shared/ui.js";
import { clockTime, t } from "../shared/text.js";
import { useFeed } from "../shared/use_feed.js";

const TICK_MS = 250;
const RECENT_MOST = 24;
// A new day brings a fresh page: code, texts and memory, while nobody is in the hall.
const RELOAD_AFTER_MS = 20 * 3600 * 1000;
const RELOAD_HOUR = 3;

const element = document.getElementById("app");
const { screen, hall, mark, rulesAddress } = element.dataset;
const acknowledger = new Acknowledger(screen);
const shown = (seqs) => acknowledger.shown(seqs);

function merge(present, calls) {
  const bySeq = new Map([...present, ...calls].map((call) => [call.seq, call]));
  return [...bySeq.values()].sort((one, other) => other.seq - one.seq).slice(0, RECENT_MOST);
}

function useCalls() {
  const queue = useRef(new CallQueue());
  const [entries, setEntries] = useState([]);
  const [recent, setRecent] = useState([]);
  useEffect(() => {
    const timer = setInterval(() => queue.current.advance(performance.now()) && setEntries(queue.current.shown), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  function called(call) {
    queue.current.add(call, performance.now());
    setEntries(queue.current.shown);
    setRecent((present) => merge(present, [call]));
  }
  return { entries, recent, called, remember: (calls) => setRecent((present) => merge(present, calls)) };
}

function useNightlyReload() {
  useEffect(() => {
    const openedAt = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - openedAt > RELOAD_AFTER_MS && Number.parseInt(clockTime(Date.now()), 10) === RELOAD_HOUR) location.reload();
    }, 60_000);
    return () => clearInterval(timer);
  }, []);
}

function Screen() {
  const [board, setBoard] = useState(null);
  const calls = useCalls();
  const feed = useFeed(`/api/v1/live/public?screen=${screen}`, (name, data) => {
    if (name === "call") calls.called(data);
    if (name === "board") {
      heardServerTime(data.at);
      showEmergency(data.emergency);
      calls.remember(data.calls);
      setBoard(data);
    }
  });
  useNightlyReload();
  const lost = feed === FeedState.LOST;
  return html`
    <div class=${`wall ${lost ? "dead" : ""}`} data-feed=${feed}>
      <header>
        <img src=${mark} alt="" /><h1>${hall}</h1>
        <${Clock} />
      </header>
      ${lost && html`<p class="lost" role="alert"><strong>${t("feed.lost")}</strong> ${t("screen.feedLost")}</p>`}
      <div class="wall-main">
        <${Highlight} entries=${calls.entries} onShown=${shown} />
        <${RecentCalls} calls=${calls.recent} onShown=${shown} />
        ${board && html`<${Windows} windows=${board.windows} /><${Queues} queues=${board.queues} at=${board.at} />`}
      </div>
      <footer><span>${t("screen.footer")}</span><a href="/rules">${rulesAddress ? t("screen.rules", { address: rulesAddress }) : t("frame.rules")}</a></footer>
    </div>`;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

element.replaceChildren();
render(html`<${Screen} />`, element);
