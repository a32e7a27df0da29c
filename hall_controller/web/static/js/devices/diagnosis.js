// What a device's agent tells a technician: counters, open faults and the last frames, personal bytes masked by the agent.
import { reasonName } from "./words.js";
import { html } from "../shared/ui.js";
import { count, t } from "../shared/text.js";

const NUMBERS = ["waiting", "bytes_sent", "bytes_received"];

export function Diagnosis({ told }) {
  const frames = Array.isArray(told.frames) ? told.frames : [];
  const rows = [
    [t("diagnosis.state"), told.state],
    [t("diagnosis.link"), told.link],
    [t("diagnosis.last_error"), told.last_error && reasonName(told.last_error)],
    ...NUMBERS.map((name) => [t(`diagnosis.${name}`), typeof told[name] === "number" ? count(told[name]) : null]),
    ...Object.entries(told.counts ?? {}).map(([name, value]) => [name, count(value)]),
    [t("diagnosis.black_box"), told.black_box],
  ].filter(([, value]) => value);
  return html`<div class="diagnosis" data-diagnosis>
    <dl>${rows.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${frames.length > 0 && html`<details><summary>${t("diagnosis.frames", { count: frames.length })}</summary><pre>${frames.map((frame) => (typeof frame === "string" ? frame : JSON.stringify(frame))).join("\n")}</pre></details>`}
  </div>`;
}
