// One number, found by what is printed on it: how it stands, and what a manager can do with it.
import { CommandDialog, Reason } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { clockTime, t } from "../shared/text.js";

/** States a manager can bring a ticket back from, today. */
const BACK_FROM = ["done", "no-show", "expired"];
const FINAL = [...BACK_FROM, "cancelled", "void", "lapsed"];
const OPERATIONS = { reactivate: (state) => BACK_FROM.includes(state), void: (state) => !FINAL.includes(state) };

function Operate({ name, ticket, onClose, onDone }) {
  const [reason, setReason] = useState("");
  return html`<${CommandDialog} title=${t(`manager.ticket.${name}.title`, { number: ticket.number })} confirm=${t(`manager.ticket.${name}`)} name=${name}
    body=${() => ({ ticket: ticket.id, reason: reason.trim() })} ready=${reason.trim() !== ""} onClose=${onClose} onDone=${onDone}>
    <p>${t(`manager.ticket.${name}.how`)}</p>
    <${Reason} first label=${t("desk.reason.plain")} value=${reason} onInput=${setReason} /><//>`;
}

function Found({ ticket, onOperate }) {
  return html`<li class="found" data-found=${ticket.number}><strong>${ticket.number}</strong>
    <span>${t(`ticket.${ticket.state}`)} · ${clockTime(ticket.state_since)}${ticket.window === null ? "" : ` · ${t("window.number", { number: ticket.window })}`}</span>
    <span class="hint">${t("manager.ticket.issued", { time: clockTime(ticket.issued_at), class: t(`class.${ticket.ticket_class}`) })}</span>
    <span class="button-row">${Object.entries(OPERATIONS).map(
      ([name, fits]) => fits(ticket.state) && html`<button type="button" key=${name} class="quiet-button" data-operate=${name} onClick=${() => onOperate(name, ticket)}>${t(`manager.ticket.${name}`)}</button>`,
    )}</span></li>`;
}

export function TicketLookup() {
  const [number, setNumber] = useState("");
  const [found, setFound] = useState(null);
  const [operating, setOperating] = useState(null);
  async function look() {
    const response = await fetch(`/api/v1/tickets?number=${encodeURIComponent(number.trim())}`, { cache: "no-store" });
    setFound(response.ok ? (await response.json()).tickets : []);
  }
  function submit(event) {
    event.preventDefault();
    if (number.trim() !== "") look().catch(() => setFound(null));
  }
  return html`<section class="panel" data-panel="ticket"><h2>${t("manager.ticket")}</h2>
    <form class="lookup" onSubmit=${submit}><label class="field">${t("manager.ticket.number")}
      <input type="text" data-number autocomplete="off" maxlength="12" value=${number} onInput=${(event) => setNumber(event.target.value)} /></label>
      <button class="button" type="submit" disabled=${number.trim() === ""}>${t("manager.ticket.find")}</button></form>
    ${found !== null && (found.length === 0 ? html`<p class="hint" role="status">${t("manager.ticket.none")}</p>` : html`<ul>${found.map(
      (ticket) => html`<${Found} key=${ticket.id} ticket=${ticket} onOperate=${(name, chosen) => setOperating({ name, ticket: chosen })} />`,
    )}</ul>`)}
    ${operating && html`<${Operate} key=${operating.name} ...${operating} onClose=${() => setOperating(null)} onDone=${() => (setOperating(null), look())} />`}</section>`;
}
