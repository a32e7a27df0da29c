// Name lists: persons appear by an opaque mark only, as the identity part gives it; each entry has a reason, an approver and a last day.
import { CommandDialog, Reason } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

const KINDS = ["blocked", "attention"];
const HOLDER = /^[A-Za-z0-9_-]{16,64}$/;
const SHOWN_LETTERS = 10;

function Enter({ onClose }) {
  const [entry, setEntry] = useState({ holder: "", kind: KINDS[0], reason: "", approver: "", until: "" });
  const set = (part) => setEntry((present) => ({ ...present, ...part }));
  const ready = HOLDER.test(entry.holder.trim()) && entry.reason.trim() !== "" && entry.approver.trim() !== "" && entry.until !== "";
  return html`<${CommandDialog} title=${t("manager.names.enter")} confirm=${t("manager.names.confirm")} name="list-person" ready=${ready} onClose=${onClose}
    body=${() => ({ ...entry, holder: entry.holder.trim(), reason: entry.reason.trim(), approver: entry.approver.trim() })}>
    <label class="field">${t("manager.names.holder")} <input type="text" data-first data-holder autocomplete="off" spellcheck="false" maxlength="64"
      value=${entry.holder} onInput=${(event) => set({ holder: event.target.value })} /><small class="field-note">${t("manager.names.holder.note")}</small></label>
    <label class="field">${t("manager.names.kind")} <select data-kind value=${entry.kind} onChange=${(event) => set({ kind: event.target.value })}>
      ${KINDS.map((kind) => html`<option value=${kind}>${t(`listed.${kind}`)}</option>`)}</select></label>
    <${Reason} label=${t("desk.reason.plain")} value=${entry.reason} onInput=${(reason) => set({ reason })} />
    <label class="field">${t("manager.names.approver")} <input type="text" data-approver autocomplete="off" maxlength="64" value=${entry.approver}
      onInput=${(event) => set({ approver: event.target.value })} /></label>
    <label class="field">${t("manager.names.until")} <input type="date" data-until value=${entry.until} onInput=${(event) => set({ until: event.target.value })} /></label>
  <//>`;
}

function Unlist({ person, onClose }) {
  const [reason, setReason] = useState("");
  return html`<${CommandDialog} title=${t("manager.names.remove.title")} confirm=${t("manager.names.remove")} name="unlist-person" ready=${reason.trim() !== ""}
    body=${() => ({ holder: person.holder, reason: reason.trim() })} onClose=${onClose}>
    <${Reason} first label=${t("desk.reason.plain")} value=${reason} onInput=${setReason} /><//>`;
}

export function Names({ listed }) {
  const [entering, setEntering] = useState(false);
  const [leaving, setLeaving] = useState(null);
  return html`<section class="panel" data-panel="names"><h2>${t("manager.names")}</h2>
    ${listed.length === 0 ? html`<p class="hint">${t("manager.names.none")}</p>` : html`<div class="table-box"><table class="plain"><thead><tr>
      <th>${t("manager.names.holder")}</th><th>${t("manager.names.kind")}</th><th>${t("desk.reason")}</th><th>${t("manager.names.by")}</th><th>${t("manager.names.until")}</th><th></th></tr></thead>
      <tbody>${listed.map(
        (person) => html`<tr key=${person.holder} data-listed=${person.holder}><td><code title=${person.holder}>${person.holder.slice(0, SHOWN_LETTERS)}…</code></td>
          <td>${t(`listed.${person.kind}`)}</td><td>${person.reason}</td><td>${person.entered_by} / ${person.approver}</td><td>${person.until}</td>
          <td><button type="button" class="quiet-button" data-unlist onClick=${() => setLeaving(person)}>${t("manager.names.remove")}</button></td></tr>`,
      )}</tbody></table></div>`}
    <div class="button-row"><button type="button" class="quiet-button" data-enter-name onClick=${() => setEntering(true)}>${t("manager.names.enter")}</button></div>
    ${entering && html`<${Enter} onClose=${() => setEntering(false)} />`}
    ${leaving && html`<${Unlist} person=${leaving} onClose=${() => setLeaving(null)} />`}</section>`;
}
