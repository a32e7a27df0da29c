// The rating pad of a window as a page: staff plate while idle, five faces when asked, one touch, reasons, thanks.
// Nobody signs in here; the page runs for months on a tablet.
import { Face } from "./faces.js";
import { OutcomeSender } from "./outcome.js";
import { watchEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { heardServerTime, serverNow } from "../shared/server_clock.js";
import { classes, html, render, useEffect, useRef, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";
import { useFeed } from "../shared/use_feed.js";

const TICK_MS = 250;
// Reasons are a second step: who walks away has rated all the same.
const REASONS_MS = 8000;
// The hall waits this much longer for an answer than the question stands.
const LATE_MS = 1500;
const LEAST_REASONS_MS = 1000;
const THANKS_MS = 3000;
const MOST_REASONS = 8;

const element = document.getElementById("app");
const { window: windowNumber, hall, mark, other } = element.dataset;
const levels = JSON.parse(element.dataset.levels);
const sender = new OutcomeSender(windowNumber);

function sayShown(ask) {
  const headers = { "Content-Type": "application/json", "X-Pad": "1" };
  // Unsaid, the hall takes the page for dead and asks elsewhere; the next state comes with the next question.
  fetch(`/pad/${windowNumber}/shown`, { method: "POST", headers, body: JSON.stringify({ ask }) }).catch(() => {});
}

function useNow() {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The screen stays on, and the page alone on it, from the first touch on. */
function useWholeScreen() {
  useEffect(() => {
    const take = () => {
      if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => {});
      navigator.wakeLock?.request("screen").catch(() => {});
    };
    document.addEventListener("pointerdown", take);
    return () => document.removeEventListener("pointerdown", take);
  }, []);
}

function Plate({ plate }) {
  if (!plate.display_name) return html`<section class="plate nobody"><p>${t("webPad.nobody")}</p></section>`;
  if (!plate.staff_number && !plate.post) return html`<section class="plate nobody"><p>${plate.display_name}</p></section>`;
  return html`<section class="plate">
    <div class="portrait" aria-hidden="true"></div>
    <div>
      <h2>${plate.display_name}</h2>
      ${plate.staff_number && html`<p>${t("webPad.number", { number: plate.staff_number })}</p>`}
      ${plate.post && html`<p>${plate.post}</p>`}
      ${plate.stars > 0 && html`<p class="stars" aria-label=${t("webPad.stars", { stars: plate.stars })}>${"★".repeat(plate.stars)}</p>`}
    </div>
  </section>`;
}

function Question({ ask, left, onLevel, onDecline }) {
  return html`<section class="question" aria-live="polite">
    <h2>${ask.ticket ? t("webPad.askFor", { ticket: ask.ticket }) : t("webPad.ask")}</h2>
    <div class="faces">
      ${levels.map(
        ({ level }) => html`<button type="button" key=${level} class=${`face ${level}`} data-level=${level} onClick=${() => onLevel(level)}>
          <${Face} level=${level} /><span>${t(`webPad.level.${level}`)}</span>
        </button>`,
      )}
    </div>
    <p class="below"><button type="button" class="decline" data-decline onClick=${onDecline}>${t("webPad.decline")}</button><span class="left">${left}</span></p>
  </section>`;
}

function Reasons({ level, ticked, left, onTick, onDone }) {
  const labels = levels.find((one) => one.level === level).labels;
  return html`<section class="reasons">
    <h2>${t(`webPad.level.${level}`)}<small>${t("webPad.reasons")}</small></h2>
    <div class="labels">
      ${labels.map(
        ([code, text]) => html`<button type="button" key=${code} data-label=${code} aria-pressed=${ticked.includes(code)} onClick=${() => onTick(code)}>${text}</button>`,
      )}
    </div>
    <p class="below"><button type="button" class="done" data-done onClick=${onDone}>${t("webPad.done")}</button><span class="left">${left}</span></p>
  </section>`;
}

// The controller's time is known to some hundredths of a second only: five seconds must not begin as six.
const CLOCK_SLACK_MS = 200;
const secondsLeft = (until, now) => Math.max(0, Math.ceil((until - now - CLOCK_SLACK_MS) / 1000));

function Pad() {
  const [view, setView] = useState(null);
  const [chosen, setChosen] = useState(null);
  const [thanks, setThanks] = useState(0);
  const ended = useRef(new Set());
  const shown = useRef("");
  const now = useNow();
  useWholeScreen();
  const feed = useFeed(`/pad/${windowNumber}/live`, (name, data) => {
    if (name !== "pad") return;
    heardServerTime(data.at);
    setView(data);
  });
  const ask = view?.ask && !ended.current.has(view.ask.ask) ? view.ask : null;

  function end(askId, outcome) {
    if (ended.current.has(askId)) return;
    ended.current.add(askId);
    sender.tell({ ask: askId, ...outcome });
    setChosen(null);
    if (outcome.outcome === "SUBMITTED") setThanks(serverNow() + THANKS_MS);
  }
  const submit = (one) => end(one.ask, { outcome: "SUBMITTED", level: one.level, labels: one.ticked });

  useEffect(() => {
    if (ask && shown.current !== ask.ask) {
      shown.current = ask.ask;
      setThanks(0);
      sayShown(ask.ask);
    }
  }, [ask?.ask]);
  useEffect(() => {
    // A choice is the person's answer, whatever becomes of the question meanwhile.
    if (chosen && now >= chosen.until) submit(chosen);
    else if (ask && !chosen && now >= ask.ends_at) end(ask.ask, { outcome: "TIMEOUT" });
  }, [now]);
  useEffect(() => {
    const leave = () => chosen && submit(chosen);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [chosen]);

  function choose(level) {
    const until = Math.min(serverNow() + REASONS_MS, ask.ends_at + LATE_MS);
    const one = { ask: ask.ask, level, ticked: [], until: Math.max(until, serverNow() + LEAST_REASONS_MS) };
    if (levels.find((known) => known.level === level).labels.length === 0) submit(one);
    else setChosen(one);
  }
  function tick(code) {
    const has = chosen.ticked.includes(code);
    if (!has && chosen.ticked.length >= MOST_REASONS) return;
    setChosen({ ...chosen, ticked: has ? chosen.ticked.filter((known) => known !== code) : [...chosen.ticked, code] });
  }

  if (feed === FeedState.SIGNED_OUT || feed === FeedState.REFUSED) {
    return html`<div class="pad"><section class="plate nobody"><p>${t("webPad.notThisOne")}</p><a href=${`/pad/${windowNumber}`}>${t("webPad.again")}</a></section></div>`;
  }
  return html`<div class=${classes("pad", feed === FeedState.LOST && "dead")} data-feed=${feed} data-step=${chosen ? "reasons" : ask ? "ask" : thanks > now ? "thanks" : "plate"}>
    <header><img src=${mark} alt="" /><h1>${hall}</h1><span>${t("webPad.window", { window: windowNumber })}</span><a href=${other}>${t("frame.otherLanguage")}</a></header>
    ${feed === FeedState.LOST && html`<p class="lost" role="alert">${t("feed.lost")}</p>`}
    ${chosen
      ? html`<${Reasons} level=${chosen.level} ticked=${chosen.ticked} left=${secondsLeft(chosen.until, now)} onTick=${tick} onDone=${() => submit(chosen)} />`
      : ask
        ? html`<${Question} ask=${ask} left=${secondsLeft(ask.ends_at, now)} onLevel=${choose} onDecline=${() => end(ask.ask, { outcome: "DECLINED" })} />`
        : thanks > now
          ? html`<section class="thanks"><p>${t("webPad.thanks")}</p></section>`
          : view && html`<${Plate} plate=${view.plate} />`}
  </div>`;
}

render(html`<${Pad} />`, element);
watchEmergency();
