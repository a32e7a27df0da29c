// The hall at a glance: waiting, windows, ratings. Single ratings are here and nowhere else outside the supervisors' part.
import { FeedState } from "../shared/feed.js";
import { heardServerTime, useServerNow } from "../shared/server_clock.js";
import { html, render, useEffect, useState } from "../shared/ui.js";
import { clockTime, count, nameOf, t } from "../shared/text.js";
import { goSignIn, useFeed } from "../shared/use_feed.js";
import { HealthList } from "../shared/health.js";
import { Notices } from "./notices.js";

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

function Queues({ queues }) {
  const most = Math.max(1, ...queues.map((queue) => queue.waiting));
  return html`<section class="panel"><h2>${t("manager.queues")}</h2>
    <table class="queues"><thead><tr><th>${t("manager.queue")}</th><th>${t("manager.openWindows")}</th><th>${t("manager.waitingNow")}</th></tr></thead>
    <tbody>${[...queues].sort((one, other) => other.waiting - one.waiting).map(
      (queue) => html`<tr key=${queue.id} class=${queue.open ? "" : "closed"}>
        <th scope="row"><span class="prefix">${queue.prefix}</span> ${nameOf(queue.names)}</th>
        <td class=${queue.waiting > 0 && queue.open_windows === 0 ? "lack" : ""}>${queue.open_windows}</td>
        <td><span class="waiting-figure">${queue.waiting}</span><meter min="0" max=${most} value=${queue.waiting} aria-hidden="true"></meter></td>
      </tr>`,
    )}</tbody></table></section>`;
}

function Windows({ windows }) {
  return html`<section class="panel"><h2>${t("manager.windows")}</h2>
    <ol class="window-cells">${windows.map(
      (window) => html`<li key=${window.number} class=${`window-cell state-${window.state}`} title=${nameOf(window.names)}>
        <b>${window.number}</b><span>${window.ticket ?? ""}</span><small>${t(`window.${window.state}`)}</small></li>`,
    )}</ol></section>`;
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
    setView(data);
  });
  useEffect(() => {
    if (feed === FeedState.SIGNED_OUT) goSignIn();
  }, [feed]);
  return html`
    ${feed === FeedState.LOST && html`<p class="feed-line lost" role="alert" data-feed="lost"><strong>${t("feed.lost")}</strong> ${t("feed.old")}</p>`}
    ${view && html`<div class=${`manager ${feed === FeedState.LIVE ? "" : "dead"}`}>
      <p class="as-of">${t("manager.asOf", { time: clockTime(now) })}</p>
      <${Notices} alerts=${view.alerts} warnings=${view.warnings} />
      <${Figures} view=${view} />
      <div class="manager-columns"><${Queues} queues=${view.queues} /><${Ratings} ratings=${view.ratings} /></div>
      <${Windows} windows=${view.windows} />
      <section class="panel"><h2>${t("manager.health")}</h2><${HealthList} /></section>
    </div>`}`;
}

const element = document.getElementById("app");
element.replaceChildren();
render(html`<${Manager} />`, element);
