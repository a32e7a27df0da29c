// The hall at a glance: waiting, windows, ratings. Single ratings are here and nowhere else outside the supervisors' part.
import { showEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { heardServerTime, useServerNow } from "../shared/server_clock.js";
import { html, render, useEffect, useState } from "../shared/ui.js";
import { clockTime, count, t } from "../shared/text.js";
import { goSignIn, useFeed } from "../shared/use_feed.js";
import { HealthList } from "../shared/health.js";
import { Blocks } from "./blocks.js";
import { Emergency } from "./emergency.js";
import { Names } from "./names.js";
import { Notices } from "./notices.js";
import { Queues } from "./queues.js";
import { Rule } from "./rule.js";
import { TicketLookup } from "./ticket_lookup.js";
import { Tops } from "./tops.js";
import { Windows } from "./windows.js";

function Figure({ label, value, note }) {
  return html`<div class="figure"><dt>${label}</dt><dd>${value}<span>${note}</span></dd></div>`;
}

function Figures({ view }) {
  const open = view.windows.filter((window) => window.state !== "closed" && window.state !== "offline");
  const paused = open.filter((window) => window.state === "paused").length;
  return html`<dl class="figures">
    <${Figure} label=${t("manager.waitingNow")} value=${count(view.waiting_now)} note=${t("screen.people")} />
    <${Figure} label=${t("manager.openWindows")} value=${`${open.length}/${view.windows.length}`} note=${paused ? t("manager.paused", { count: paused }) : ""} />
    <${Figure} label=${t("manager.servedToday")} value=${count(view.served_today)} note="" />
    <${Figure} label=${t("manager.issuedToday")} value=${count(view.issued_today)} note="" />
  </dl>`;
}

function Ratings({ ratings }) {
  return html`<section class="panel"><h2>${t("manager.ratings")}</h2>
    ${ratings.length === 0 && html`<p class="hint">${t("manager.ratings.none")}</p>`}
    <ol class="ratings">${ratings.map((rating) => {
      const bad = rating.level === "BAD" || rating.level === "VERY_BAD";
      return html`<li key=${`${rating.ticket}-${rating.at}`} class=${bad ? "bad" : ""}>
        <time>${clockTime(rating.at)}</time><strong>${rating.number}</strong><span>${t("window.number", { number: rating.window })}</span>
        <span class="level">${rating.level ? t(`level.${rating.level}`) : t(`outcome.${rating.outcome}`)}</span></li>`;
    })}</ol></section>`;
}

function Manager() {
  const [view, setView] = useState(null);
  const now = useServerNow(1000);
  const feed = useFeed("/api/v1/live/manager", (name, data) => {
    if (name !== "manager") return;
    heardServerTime(data.at);
    showEmergency(data.emergency);
    setView(data);
  });
  useEffect(() => {
    if (feed === FeedState.SIGNED_OUT) goSignIn();
  }, [feed]);
  return html`
    ${feed === FeedState.LOST && html`<p class="feed-line lost" role="alert" data-feed="lost"><strong>${t("feed.lost")}</strong> ${t("feed.old")}</p>`}
    ${view && html`<div class=${`manager ${feed === FeedState.LIVE ? "" : "dead"}`}>
      <div class="manager-top"><p class="as-of">${t("manager.asOf", { time: clockTime(now) })}</p><${Emergency} emergency=${view.emergency} /></div>
      <${Notices} alerts=${view.alerts} warnings=${view.warnings} queues=${view.queues} details=${view.details} />
      <${Figures} view=${view} />
      <${Queues} queues=${view.queues} at=${view.at} />
      <${Windows} windows=${view.windows} details=${view.details} queues=${view.queues} />
      <div class="manager-columns"><${Rule} rules=${view.rules} /><${TicketLookup} /></div>
      <div class="manager-columns"><${Blocks} blocks=${view.blocks} queues=${view.queues} /><${Ratings} ratings=${view.ratings} /></div>
      <${Tops} at=${view.at} />
      <${Names} listed=${view.listed} />
      <section class="panel"><h2>${t("manager.health")}</h2><${HealthList} /></section>
    </div>`}`;
}

const element = document.getElementById("app");
element.replaceChildren();
render(html`<${Manager} />`, element);
