// The duty desk: who needs somebody, what is out, who was dissatisfied. Each call is claimed, then closed; what is late stands out.
import { showEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { heardServerTime, useServerNow } from "../shared/server_clock.js";
import { html, render, useEffect, useRef, useState } from "../shared/ui.js";
import { clockTime, count, t } from "../shared/text.js";
import { goSignIn, useFeed } from "../shared/use_feed.js";
import { Call, ClosedCall, isLate } from "./call.js";
import { Complaints } from "./complaints.js";
import { Bell } from "./bell.js";

const RINGING = new Set(["sos", "help"]);
const element = document.getElementById("app");
const readsComplaints = "complaints" in element.dataset;

/** Ids of calls that somebody should hear: nobody has claimed them. */
const ringing = (calls) => calls.filter((call) => call.state === "open" && RINGING.has(call.kind)).map((call) => call.id);

function Duty() {
  const [board, setBoard] = useState(null);
  const bell = useRef(null);
  bell.current ??= new Bell();
  const [sound, setSound] = useState(false);
  const now = useServerNow(1000);
  const feed = useFeed("/api/v1/live/duty", (name, data) => {
    if (name !== "duty") return;
    heardServerTime(data.at);
    showEmergency(data.emergency);
    setBoard(data);
  });
  useEffect(() => {
    if (feed === FeedState.SIGNED_OUT) goSignIn();
  }, [feed]);
  useEffect(() => {
    if (!board) return;
    const waiting = ringing(board.calls);
    bell.current.want(waiting);
    document.title = waiting.length ? `(${waiting.length}) ${t("duty.title")}` : t("duty.title");
  }, [board]);
  async function turnSound() {
    setSound(await bell.current.turn(!sound));
  }
  const late = board ? board.calls.filter((call) => isLate(call, now)).length : 0;
  return html`
    ${feed === FeedState.LOST && html`<p class="feed-line lost" role="alert" data-feed="lost"><strong>${t("feed.lost")}</strong> ${t("feed.old")}</p>`}
    ${board && html`<div class=${`duty ${feed === FeedState.LIVE ? "" : "dead"}`}>
      <div class="duty-top">
        <p class="as-of">${t("manager.asOf", { time: clockTime(now) })}</p>
        ${!board.staffed && html`<p class="duty-note">${t("duty.unstaffed")}</p>`}
        <button class="quiet-button" type="button" aria-pressed=${sound} data-sound onClick=${turnSound}>${t(sound ? "duty.sound.on" : "duty.sound.off")}</button>
      </div>
      <section class="panel" aria-live="polite"><h2>${t("duty.open", { count: count(board.calls.length) })}${late > 0 && html` <span class="late-mark">${t("duty.late", { count: count(late) })}</span>`}</h2>
        ${board.calls.length === 0 && html`<p class="hint">${t("duty.none")}</p>`}
        <ol class="calls">${board.calls.map((call) => html`<${Call} key=${call.id} call=${call} now=${now} />`)}</ol></section>
      ${readsComplaints && html`<${Complaints} open=${board.complaints_open} />`}
      <section class="panel"><h2>${t("duty.closed")}</h2>
        ${board.closed.length === 0 && html`<p class="hint">${t("duty.closed.none")}</p>`}
        <ol class="closed-calls">${board.closed.map((call) => html`<${ClosedCall} key=${call.id} call=${call} />`)}</ol></section>
    </div>`}`;
}

element.replaceChildren();
render(html`<${Duty} />`, element);
