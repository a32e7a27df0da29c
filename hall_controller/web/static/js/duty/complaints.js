// Complaints with what people wrote, for managers. Read when their number changes; nothing of it stays anywhere in the browser.
import { html, useEffect, useState } from "../shared/ui.js";
import { clockTime, shortDay, t } from "../shared/text.js";
import { Problem, useCommand } from "../shared/use_command.js";

const REMARK_MAX = 200;

function AnswerForm({ complaint, onDone }) {
  const command = useCommand();
  const [remark, setRemark] = useState("");
  async function submit(event) {
    event.preventDefault();
    if (await command.send("close-complaint", { case_number: complaint.case_number, remark: remark.trim() })) onDone();
  }
  return html`<form class="close-form" onSubmit=${submit}>
    <label><span class="visually-hidden">${t("duty.complaint.answer")}</span>
      <input type="text" maxlength=${REMARK_MAX} placeholder=${t("duty.complaint.answer")} value=${remark} onInput=${(event) => setRemark(event.target.value)} /></label>
    <button class="button" type="submit" disabled=${command.busy || remark.trim() === ""}>${t("duty.complaint.close")}</button>
    <${Problem} command=${command} /></form>`;
}

function Complaint({ complaint, onDone }) {
  return html`<li class=${complaint.closed_at ? "answered" : ""} data-complaint=${complaint.case_number}>
    <div class="complaint-head"><strong>${complaint.case_number}</strong><span>${t(`duty.complaint.${complaint.kind}`)} · ${t(`duty.subject.${complaint.subject}`)}</span>
      <span>${complaint.department}</span><span class="hint">${shortDay(complaint.at)} ${clockTime(complaint.at)} · ${complaint.place}</span></div>
    <p class="complaint-words">${complaint.forgotten ? t("duty.complaint.forgotten") : complaint.text || t("duty.complaint.noWords")}</p>
    ${complaint.contact && html`<p>${t("duty.complaint.contact", { phone: complaint.contact })}</p>`}
    ${complaint.closed_at
      ? html`<p class="hint">${t("duty.complaint.closed", { name: complaint.closed_by, day: shortDay(complaint.closed_at) })} ${complaint.remark}</p>`
      : html`<${AnswerForm} complaint=${complaint} onDone=${onDone} />`}</li>`;
}

export function Complaints({ open }) {
  const [found, setFound] = useState(null);
  const [failed, setFailed] = useState(false);
  async function read() {
    try {
      const response = await fetch("/api/v1/complaints");
      setFailed(!response.ok);
      if (response.ok) setFound((await response.json()).complaints);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      setFailed(true);
    }
  }
  useEffect(() => {
    read();
  }, [open]);
  return html`<section class="panel"><h2>${t("duty.complaints")}</h2>
    ${failed && html`<p class="form-error" role="alert">${t("duty.complaints.failed")}</p>`}
    ${found && found.length === 0 && html`<p class="hint">${t("duty.complaints.none")}</p>`}
    <ol class="complaints">${(found ?? []).map((one) => html`<${Complaint} key=${one.case_number} complaint=${one} onDone=${read} />`)}</ol></section>`;
}
