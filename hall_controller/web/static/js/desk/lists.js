// Who waits, who is held, who missed the call: each list with the one thing a clerk can do with its lines.
import { ClassBadge } from "./ticket_card.js";
import { html } from "../shared/ui.js";
import { nameOf, spell, t } from "../shared/text.js";

function Line({ ticket, label, disabled, onPress, command }) {
  return html`
    <li class="line" data-line=${ticket.number}>
      <strong class="line-number">${ticket.number}</strong>
      <span class="line-what">
        <span class="line-service">${nameOf(ticket.service_names)}</span>
        <span class="line-wait">${spell(ticket.waited_s)} <${ClassBadge} of=${ticket.ticket_class} /></span>
      </span>
      <button type="button" class="line-button" data-command=${command} disabled=${disabled} onClick=${onPress}
        aria-label=${`${label} ${ticket.number}`}>${label}</button>
    </li>`;
}

function List({ title, total, empty, children, name }) {
  return html`
    <section class=${`list list-${name}`} data-list=${name}>
      <h2>${title} <span class="list-count">${total}</span></h2>
      ${children.length > 0 ? html`<ol>${children}</ol>` : html`<p class="list-empty">${empty}</p>`}
    </section>`;
}

export function Lists({ desk, enabled, press }) {
  const number = desk.window.number;
  const idle = enabled && desk.window.state === "idle";
  return html`
    <div class="lists">
      <${List} name="waiting" title=${t("desk.list.waiting")} total=${desk.waiting_total} empty=${t("desk.list.waiting.empty")}>
        ${desk.waiting.map(
          (ticket) => html`<${Line} key=${ticket.id} ticket=${ticket} label=${t("desk.action.call")} command="call" disabled=${!idle}
            onPress=${() => press("call", { window: number, ticket: ticket.id })} />`,
        )}
      <//>
      <${List} name="held" title=${t("desk.list.held")} total=${desk.held.length} empty=${t("desk.list.held.empty")}>
        ${desk.held.map(
          (ticket) => html`<${Line} key=${ticket.id} ticket=${ticket} label=${t("desk.action.take-back")} command="take-back" disabled=${!idle}
            onPress=${() => press("take-back", { window: number, ticket: ticket.id })} />`,
        )}
      <//>
      <${List} name="missed" title=${t("desk.list.missed")} total=${desk.missed.length} empty=${t("desk.list.missed.empty")}>
        ${desk.missed.map(
          (ticket) => html`<${Line} key=${ticket.id} ticket=${ticket} label=${t("desk.action.back")} command="back" disabled=${!enabled}
            onPress=${() => press("back", { ticket: ticket.id })} />`,
        )}
      <//>
    </div>`;
}
