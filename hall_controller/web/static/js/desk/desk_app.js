// A clerk's window: header, what is said, the present ticket, the actions, the lists.
import { ActionButton } from "./action_button.js";
import { ACTIONS, CLOSE_WINDOW, OPEN_WINDOW } from "./actions.js";
import { ClassDialog } from "./class_dialog.js";
import { useOutcomes } from "./items.js";
import { LineDialog } from "./line_dialog.js";
import { Lists } from "./lists.js";
import { Notes } from "./notes.js";
import { ReasonDialog } from "./reason_dialog.js";
import { TicketCard } from "./ticket_card.js";
import { TransferDialog } from "./transfer_dialog.js";
import { useKeys } from "./use_keys.js";
import { usePress } from "./use_press.js";
import { showEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { heardServerTime, useServerNow } from "../shared/server_clock.js";
import { html, useEffect, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";
import { goSignIn, useFeed } from "../shared/use_feed.js";

function FeedLine({ state }) {
  if (state === FeedState.LIVE) return null;
  const lost = state === FeedState.LOST;
  return html`<p class=${`feed-line ${lost ? "lost" : ""}`} role="alert" data-feed=${state}>
    <strong>${lost ? t("feed.lost") : t("feed.connecting")}</strong> ${lost && t("desk.feedLost")}
  </p>`;
}

function Said({ pressing, live }) {
  const { unconfirmed, message, retry, forget } = pressing;
  if (unconfirmed) {
    return html`<div class="said bad" role="alert" data-unconfirmed>
      <span>${t("desk.unconfirmed", { action: t(`desk.action.${unconfirmed.name}`) })}</span>
      <button type="button" class="button" disabled=${!live} onClick=${retry}>${t("desk.unconfirmed.retry")}</button>
      <button type="button" class="button" onClick=${forget}>${t("desk.unconfirmed.forget")}</button>
    </div>`;
  }
  return html`<p class=${`said ${message?.kind ?? ""}`} role="status" data-said>${message?.text ?? ""}</p>`;
}

function Header({ desk, window, onLeave }) {
  return html`
    <header class="desk-header">
      <button type="button" class="desk-window" onClick=${onLeave} title=${t("desk.otherWindow")}>
        <strong>${window}</strong><span>${desk ? nameOf(desk.window.names) : ""}</span>
      </button>
      <span class="desk-served">${desk && t("desk.served", { count: desk.served_today })}</span>
    </header>`;
}

/** In the strip they stand at the foot: the ticket and the buttons need the height. */
function Tools({ window, keys, setKeys, root }) {
  return html`
    <div class="desk-tools">
      <label class="keys-toggle"><input type="checkbox" checked=${keys} onChange=${(event) => setKeys(event.target.checked)} />${t("desk.keys")}</label>
      <a class="quiet-button" href=${`?window=${window}&lang=${root.otherLanguage}`}>${t("frame.otherLanguage")}</a>
      <span class="desk-account">${root.account}</span>
      <button type="button" class="quiet-button" data-sign-out onClick=${root.signOut}>${t("frame.signOut")}</button>
    </div>`;
}

export function DeskApp({ window, onLeave, root }) {
  const [desk, setDesk] = useState(null);
  const [asking, setAsking] = useState(null);
  const [line, setLine] = useState(null);
  const feed = useFeed(`/api/v1/live/clerk?window=${window}`, (name, data) => {
    if (name !== "desk") return;
    heardServerTime(data.at);
    showEmergency(data.emergency);
    setDesk(data);
  });
  const now = useServerNow();
  const pressing = usePress(desk?.seq ?? 0);
  const outcome = useOutcomes(desk?.ticket ?? null);
  const live = feed === FeedState.LIVE;
  const enabled = live && pressing.busy === null && pressing.unconfirmed === null;

  useEffect(() => {
    if (feed === FeedState.SIGNED_OUT) goSignIn();
    if (feed === FeedState.REFUSED) onLeave();
    // A dialog over a dead desk would ask for something that can't be done.
    if (feed === FeedState.LOST) (setAsking(null), setLine(null));
  }, [feed]);

  function act(action) {
    if (!enabled) return;
    if (action.asks) setAsking(action.asks);
    else pressing.press(action.id, action.id === "finish" ? { window, results: outcome.results } : { window });
  }
  function submit(body) {
    const name = asking;
    setAsking(null);
    pressing.press(name, name === "reclassify" ? body : { window, ...body });
  }
  function submitLine(name, body) {
    setLine(null);
    pressing.press(name, body);
  }
  const [keys, setKeys] = useKeys(desk, enabled, act);
  const shared = { desk, now, enabled, busy: pressing.busy, onAction: act, showKeys: keys };
  return html`
    <div class=${`desk ${live ? "" : "dead"}`}>
      <${Header} desk=${desk} window=${window} onLeave=${onLeave} />
      <${FeedLine} state=${feed} />
      ${desk &&
      html`
        <div class="desk-work">
          <${Notes} desk=${desk} account=${root.account} />
          <${TicketCard} desk=${desk} now=${now} enabled=${enabled} onAction=${act} outcome=${outcome} />
          <${Said} pressing=${pressing} live=${live} />
          <div class="actions" role="group" aria-label=${t("desk.actions")}>
            ${ACTIONS.filter((action) => !action.hidden?.(desk) && !action.inCard).map((action) => html`<${ActionButton} key=${action.id} action=${action} ...${shared} />`)}
          </div>
          <div class="window-actions">
            <${ActionButton} action=${OPEN_WINDOW} ...${shared} />
            <${ActionButton} action=${CLOSE_WINDOW} ...${shared} />
          </div>
        </div>
        <${Lists} desk=${desk} enabled=${enabled} press=${pressing.press} onMore=${setLine} />
      `}
      <${Tools} window=${window} keys=${keys} setKeys=${setKeys} root=${root} />
      ${asking === "transfer" && html`<${TransferDialog} window=${window} onClose=${() => setAsking(null)} onSubmit=${submit} />`}
      ${asking === "reclassify" && desk?.ticket &&
      html`<${ClassDialog} ticket=${desk.ticket} onClose=${() => setAsking(null)} onSubmit=${submit} />`}
      ${line !== null && html`<${LineDialog} key=${line.id} ticket=${line} onClose=${() => setLine(null)} onSubmit=${submitLine} />`}
      ${asking !== null && asking !== "transfer" && asking !== "reclassify" &&
      html`<${ReasonDialog} key=${asking} action=${asking} onClose=${() => setAsking(null)} onSubmit=${submit} />`}
    </div>`;
}
