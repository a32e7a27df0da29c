// A device's actions on its card: what is wanted now as buttons, the rest folded under one word, and how the last one ended.
import { actionsOf } from "./actions.js";
import { Diagnosis } from "./diagnosis.js";
import { useOrders } from "./orders.js";
import { Dialog } from "../shared/dialog.js";
import { classes, html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

// What this person's role has, as the page says it.
const ALLOWED = (document.getElementById("app").dataset.orders ?? "").split(" ").filter(Boolean);

function Confirm({ action, onClose, onGive }) {
  return html`<${Dialog} cautious title=${action.title} confirm=${action.title} onClose=${onClose} onSubmit=${() => onGive(action.body)}><p>${action.ask}</p><//>`;
}

function Percent({ action, onClose, onGive }) {
  const [percent, setPercent] = useState(action.percent);
  return html`<${Dialog} title=${action.title} confirm=${t("order.set")} onClose=${onClose} onSubmit=${() => onGive({ percent })}>
    <label class="field">${t("order.percent", { percent })}
      <input type="range" data-first min="0" max="100" step="5" value=${percent} onInput=${(event) => setPercent(Number(event.target.value))} /></label>
    <p class="hint">${t(`order.ask.${action.name}`)}</p><//>`;
}

function ActionButton({ action, orders, onPress }) {
  const running = orders.running === action.id;
  return html`<button type="button" class=${classes("order", action.first && "wanted")} data-order=${action.id} disabled=${orders.running !== null}
    aria-busy=${String(running)} onClick=${() => onPress(action)}>${running ? t("order.running", { action: action.title }) : action.label}</button>`;
}

function Result({ result, onClose }) {
  return html`<div class=${classes("order-result", result.failed ? "failed" : "done")} role=${result.failed ? "alert" : "status"} data-order-result=${result.failed ? "failed" : "done"}>
    <p><strong>${result.text}</strong>${result.next && html` ${result.next}`}</p>
    <button type="button" class="order-close" aria-label=${t("dialog.close")} onClick=${onClose}>✕</button></div>`;
}

export function OrderPanel({ device }) {
  const [asking, setAsking] = useState(null);
  const orders = useOrders(device);
  const actions = actionsOf(device, ALLOWED);
  if (actions.length === 0) return null;
  function press(action) {
    if (action.ask || "percent" in action) setAsking(action);
    else orders.give(action);
  }
  function give(body) {
    setAsking(null);
    orders.give(asking, body);
  }
  const wanted = actions.filter((action) => action.first);
  const others = actions.filter((action) => !action.first);
  const buttons = (list) => list.map((action) => html`<${ActionButton} key=${action.id} action=${action} orders=${orders} onPress=${press} />`);
  const Question = asking && ("percent" in asking ? Percent : Confirm);
  return html`
    ${wanted.length > 0 && html`<div class="orders" role="group" aria-label=${t("order.wanted")}>${buttons(wanted)}</div>`}
    ${orders.result && html`<${Result} result=${orders.result} onClose=${orders.close} />`}
    ${orders.result?.told && orders.result.name === "diagnose" && html`<${Diagnosis} told=${orders.result.told} />`}
    ${others.length > 0 &&
    html`<details class="order-menu"><summary>${t("order.menu")}</summary>
      <div class="orders" role="group" aria-label=${t("order.menu")}>${buttons(others)}</div></details>`}
    ${asking && html`<${Question} action=${asking} onClose=${() => setAsking(null)} onGive=${give} />`}`;
}
