// All windows with their state, who works there, what is out, and the queues they help for now.
import { html } from "../shared/ui.js";
import { clockTime, nameOf, t } from "../shared/text.js";
import { Problem, useCommand } from "../shared/use_command.js";

function remarks(window, detail) {
  return [
    detail?.clerk,
    detail?.fault && t("manager.window.fault", { device: detail.fault }),
    detail?.offline && t("manager.window.offline"),
    window.state === "paused" && window.back_at !== null && t("screen.back", { time: clockTime(window.back_at) }),
  ].filter(Boolean);
}

function Tidal({ window, detail, queues, command }) {
  return (detail?.tidal ?? []).map((ident) => {
    const names = queues.find((queue) => queue.id === ident)?.names;
    return html`<button type="button" key=${ident} class="tidal-button" data-end-tidal=${ident} disabled=${command.busy}
      title=${t("manager.tidal.end")} onClick=${() => command.send("end-tidal", { window: window.number, queue: ident })}>
      ${t("manager.tidal.helps", { queue: names ? nameOf(names) : ident })} ✕</button>`;
  });
}

export function Windows({ windows, details, queues }) {
  const command = useCommand();
  const byNumber = new Map(details.map((detail) => [detail.number, detail]));
  return html`<section class="panel"><h2>${t("manager.windows")}</h2>
    <${Problem} command=${command} />
    <ol class="window-cells">${windows.map((window) => {
      const detail = byNumber.get(window.number);
      return html`<li key=${window.number} class=${`window-cell state-${window.state}`} title=${nameOf(window.names)} data-window=${window.number}>
        <b>${window.number}</b><span>${window.ticket ?? ""}</span><small>${t(`window.${window.state}`)}</small>
        ${remarks(window, detail).map((text) => html`<small class="window-remark" key=${text}>${text}</small>`)}
        <${Tidal} window=${window} detail=${detail} queues=${queues} command=${command} /></li>`;
    })}</ol></section>`;
}
