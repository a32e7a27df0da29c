// One device: the three answers, then what it shows.
import { hasMenu, isInHand, poke, useMenu } from "./demo_controls.js";
import { DemoPanel } from "./demo_panel.js";
import { groupOf } from "./judge.js";
import { OrderPanel } from "./order_panel.js";
import { LivePicture, useInSight } from "./picture.js";
import { facts, kindName, placeName, reasonName, statusName, whoGoes } from "./words.js";
import { html, useEffect, useRef } from "../shared/ui.js";
import { clockTime, t } from "../shared/text.js";

// These join by themselves; the hall's configuration names devices only.
const OWN_KINDS = ["kiosk", "node"];
const MARKS = { unusable: "✕", unknown: "?", attention: "!", well: "✓" };

function Answers({ device, group }) {
  const reasons = [...new Set([device.reason, ...device.faults])].filter((reason) => reason !== "ok");
  return html`<dl class="answers">
    <div><dt>${t("devices.usable")}</dt><dd class="usable"><span class="mark" aria-hidden="true">${MARKS[group]}</span>${
      device.node_state === "online" ? statusName(device.status) : t(`node.${device.node_state}`)
    }</dd></div>
    <div><dt>${t("devices.who")}</dt><dd data-who=${device.action}>${whoGoes(device.action)}</dd></div>
    <div><dt>${t("devices.what")}</dt><dd data-what>${reasons.length > 0 ? reasons.map(reasonName).join("；") : t("reason.ok")}</dd></div>
  </dl>`;
}

function Facts({ device }) {
  const list = facts(device.detail);
  const caption = device.detail.caption;
  return html`
    ${typeof caption === "string" && caption !== "" && html`<p class="caption">“${caption}”</p>`}
    ${list.length > 0 && html`<ul class="facts">${list.map(([name, value]) => html`<li key=${name}>${name} <b>${value}</b></li>`)}</ul>`}`;
}

export function DeviceCard({ device, demo, icons, onEnlarge }) {
  const group = groupOf(device);
  const address = `${device.node}/${device.device}`;
  const place = placeName(device);
  const kind = kindName(device.kind);
  const touchable = demo && device.kind === "kiosk";
  const element = useRef(null);
  const inSight = useInSight(element);
  // Trouble stands first: whoever has just brought a device into trouble goes with it to its new place.
  useEffect(() => {
    if (isInHand(device)) element.current.scrollIntoView({ block: "nearest" });
  }, []);
  const hands = useMenu(device, "menu", Boolean(demo && hasMenu(device) && inSight));
  return html`
    <article class=${`device group-${group} kind-${device.kind}`} data-device=${address} data-group=${group} ref=${element}>
      <header>
        <svg class="icon kind-picture" aria-hidden="true"><use href=${`${icons}#${device.kind}`}></use></svg>
        <h3>${place}${!place.includes(kind) && html` <span>${kind}</span>`}</h3>
        <p class="address">${address}${device.model ? ` · ${device.model}` : ""}</p>
      </header>
      <${Answers} device=${device} group=${group} />
      ${group !== "well" && device.since > 0 && html`<p class="since">${t("devices.since", { time: clockTime(device.since) })}</p>`}
      ${!device.bound && !OWN_KINDS.includes(device.kind) && html`<p class="since">${t("devices.unbound")}</p>`}
      <${Facts} device=${device} />
      ${device.picture &&
      html`<${LivePicture} device=${device} label=${t("devices.shows", { device: `${place} ${kind}` })}
          onPoint=${touchable ? (place) => poke(device, "touch", place) : undefined}
          spots=${hands.menu?.keys} onSpot=${(key) => hands.act("press", { key })} />
        <footer>
          <button type="button" class="quiet-button enlarge" onClick=${() => onEnlarge(device)}>${t("devices.enlarge")}</button>
          ${demo && html`<${DemoPanel} device=${device} hands=${hands} />`}
        </footer>`}
      <${OrderPanel} device=${device} />
    </article>`;
}
