// Ranges of numbers outside the main series: what kiosks hold for the time they are cut off, and what is printed for the day all is down.
import { CommandDialog } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { clockTime, nameOf, t } from "../shared/text.js";
import { Problem, useCommand } from "../shared/use_command.js";

const COUNT = { usual: 50, most: 500 };

const label = (block, number) => block.prefix + String(number).padStart(block.digits, "0");

function OpenPaper({ queues, onClose }) {
  const [queue, setQueue] = useState(queues[0]?.id ?? "");
  const [count, setCount] = useState(COUNT.usual);
  return html`<${CommandDialog} title=${t("manager.blocks.paper")} confirm=${t("manager.blocks.open")} name="open-paper-range"
    body=${() => ({ queue, count })} ready=${queue !== "" && count >= 1 && count <= COUNT.most} onClose=${onClose}>
    <label class="field">${t("manager.queue")} <select data-first data-queue value=${queue} onChange=${(event) => setQueue(event.target.value)}>
      ${queues.map((one) => html`<option value=${one.id}>${one.prefix} ${nameOf(one.names)}</option>`)}</select></label>
    <label class="field">${t("manager.blocks.count")} <input type="number" data-count min="1" max=${COUNT.most} value=${count} onInput=${(event) => setCount(Number(event.target.value))} /></label>
  <//>`;
}

export function Blocks({ blocks, queues }) {
  const [opening, setOpening] = useState(false);
  const command = useCommand();
  return html`<section class="panel" data-panel="blocks"><h2>${t("manager.blocks")}</h2>
    <${Problem} command=${command} />
    ${blocks.length === 0 ? html`<p class="hint">${t("manager.blocks.none")}</p>` : html`<div class="table-box"><table class="plain"><thead><tr>
      <th>${t("manager.blocks.kind")}</th><th>${t("manager.blocks.range")}</th><th>${t("manager.blocks.holder")}</th><th>${t("manager.blocks.since")}</th><th></th></tr></thead>
      <tbody>${blocks.map(
        (block) => html`<tr key=${block.id} data-block=${block.kind}><td>${t(`block.${block.kind}`)}</td><td class="range">${label(block, block.first)}–${label(block, block.last)}</td>
          <td>${block.holder}</td><td>${clockTime(block.leased_at)}</td>
          <td><button type="button" class="quiet-button" disabled=${command.busy} onClick=${() => command.send("return-numbers", { block: block.id })}>${t("manager.blocks.return")}</button></td></tr>`,
      )}</tbody></table></div>`}
    <div class="button-row"><button type="button" class="quiet-button" data-open-paper onClick=${() => setOpening(true)}>${t("manager.blocks.paper")}</button></div>
    ${opening && html`<${OpenPaper} queues=${queues} onClose=${() => setOpening(false)} />`}</section>`;
}
