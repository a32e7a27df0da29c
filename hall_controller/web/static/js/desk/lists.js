// Who waits, who is held, who missed the call: each list with the things a clerk can do with its lines.
import { ClassBadge } from "./ticket_card.js";
import { html } from "../shared/ui.js";
import { clockTime, nameOf, spell, t } from "../shared/text.js";

/** What is out of the ordinary about a line, in words. */
function remarks(ticket, window) {
  return [
    ticket.passed > 0 && t("desk.line.passed", { count: ticket.passed }),
    ticket.behind > 0 && t("desk.line.behind", { count: ticket.behind }),
    ticket.owner === window && ticket.back_at === null && t("desk.line.owned"),
    ticket.reason,
    ticket.back_at !== null && t("desk.line.backAt", { time: clockTime(ticket.back_at) }),
  ].filter(Boolean);
}

function Line({ ticket, window, buttons }) {
  const remarked = remarks(ticket, window).join(" · ");
  return html`
    <li class="line" data-line=${ticket.number}>
      <strong class="line-number">${ticket.number}</strong>
      <span class="line-what">
        <span class="line-service">${nameOf(ticket.service_names)}</span>
        <span class="line-wait">${spell(ticket.waited_s)} <${ClassBadge} of=${ticket.ticket_class} /></span>
        ${remarked && html`<span class="line-remarks" data-remarks>${remarked}</span>`}
      </span>
      <span class="line-buttons">${buttons.map(
        ({ command, label, disabled, onPress, quiet }) => html`<button type="button" key=${command} class=${`line-button ${quiet ? "quiet" : ""}`}
          data-command=${command} disabled=${disabled} onClick=${onPress} aria-label=${`${label} ${ticket.number}`}>${quiet ? "⋯" : label}</button>`,
      )}</span>
    </li>`;
}

function List({ title, total, empty, children, name }) {
  return html`
    <section class=${`list list-${name}`} data-list=${name}>
      <h2>${title} <span class="list-count">${total}</span></h2>
      ${children.length > 0 ? html`<ol>${children}</ol>` : html`<p class="list-empty">${empty}</p>`}
    </section>`;
}

/** `onMore(ticket)` opens what else can be done with a waiting ticket. */
export function Lists({ desk, enabled, press, onMore }) {
  const number = desk.window.number;
  const idle = enabled && desk.window.state === "idle";
  const button = (command, disabled, body) => ({
    command,
    disabled,
    label: t(`desk.action.${command}`),
    onPress: () => press(command, body),
  });
  const more = (ticket) => ({ command: "more", quiet: true, disabled: !enabled, label: t("desk.line.more"), onPress: () => onMore(ticket) });
  const line = (ticket, ...buttons) => html`<${Line} key=${ticket.id} ticket=${ticket} window=${number} buttons=${buttons} />`;
  return html`
    <div class="lists">
      <${List} name="waiting" title=${t("desk.list.waiting")} total=${desk.waiting_total} empty=${t("desk.list.waiting.empty")}>
        ${desk.waiting.map((ticket) => line(ticket, button("call", !idle, { window: number, ticket: ticket.id }), more(ticket)))}
      <//>
      <${List} name="held" title=${t("desk.list.held")} total=${desk.held.length} empty=${t("desk.list.held.empty")}>
        ${desk.held.map((ticket) =>
          line(ticket, button("unhold", !enabled, { ticket: ticket.id }), button("take-back", !idle, { window: number, ticket: ticket.id })),
        )}
      <//>
      <${List} name="missed" title=${t("desk.list.missed")} total=${desk.missed.length} empty=${t("desk.list.missed.empty")}>
        ${desk.missed.map((ticket) => line(ticket, button("back", !enabled, { ticket: ticket.id }), button("abandon", !enabled, { ticket: ticket.id })))}
      <//>
    </div>`;
}
