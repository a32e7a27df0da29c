// 置顶 week by week: which numbers were moved before all others, by whom, and why.
import { html, useEffect, useState } from "../shared/ui.js";
import { clockTime, localDay, nameOf, shortDay, t } from "../shared/text.js";

const DAY_MS = 86_400_000;
const DAYS = 7;

/** The ISO week of a date, as the report is asked for: `2026-W47`. Weeks begin on Monday; a year's first has its first Thursday. */
export function isoWeek({ year, month, day }) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = date.getUTCDay() || DAYS;
  const thursday = new Date(date.getTime() + (4 - weekday) * DAY_MS);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - first) / DAY_MS / DAYS) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

/** `at`: the hall's time. */
export function Tops({ at }) {
  const [back, setBack] = useState(0);
  const [report, setReport] = useState(null);
  const week = isoWeek(localDay(at - back * DAYS * DAY_MS));
  async function read() {
    setReport(null);
    const response = await fetch(`/api/v1/reports/tops?week=${week}`, { cache: "no-store" });
    if (response.ok) setReport(await response.json());
  }
  useEffect(() => {
    read().catch(() => setReport(null));
  }, [week]);
  return html`<section class="panel" data-panel="tops"><h2>${t("manager.tops")}</h2>
    <div class="button-row"><button type="button" class="quiet-button" data-week-before onClick=${() => setBack(back + 1)}>${t("manager.tops.before")}</button>
      <strong class="week" data-week=${week}>${report ? t("manager.tops.week", { first: report.first_day, last: report.last_day }) : week}</strong>
      <button type="button" class="quiet-button" disabled=${back === 0} onClick=${() => setBack(back - 1)}>${t("manager.tops.after")}</button>
      <button type="button" class="quiet-button" data-read-again onClick=${() => read().catch(() => setReport(null))}>${t("manager.tops.again")}</button></div>
    ${report !== null && report.tops.length === 0 && html`<p class="hint">${t("manager.tops.none")}</p>`}
    ${report !== null && report.tops.length > 0 &&
    html`<div class="table-box"><table class="plain"><thead><tr><th>${t("manager.tops.when")}</th><th>${t("manager.ticket.one")}</th><th>${t("manager.queue")}</th>
      <th>${t("manager.tops.by")}</th><th>${t("desk.reason")}</th></tr></thead>
      <tbody>${report.tops.map(
        (top) => html`<tr key=${`${top.ticket}-${top.at}`} data-top=${top.number}><td>${shortDay(top.at)} ${clockTime(top.at)}</td><td><strong>${top.number}</strong></td>
          <td>${nameOf(top.queue_names)}</td><td>${top.by} · ${t(`role.${top.role}`)}</td><td>${top.reason}</td></tr>`,
      )}</tbody></table></div>`}</section>`;
}
