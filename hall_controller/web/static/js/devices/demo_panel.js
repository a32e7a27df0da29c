// What can be done with one emulated device: its keys, its faults, and those of the line it hangs on.
import { useMenu } from "./demo_controls.js";
import { wordOf } from "./picture.js";
import { html, useState } from "../shared/ui.js";
import { t } from "../shared/text.js";

const NONE = "none";
// Keys that differ in what follows the colon only, such as the cards to be laid, are a list to choose from.
const LIST_FROM = 4;

// A device that gets into trouble or out of it moves to another part of the page, and its card is made anew there: its panel
// stays as it was.
const opened = new Set();

const groupName = ({ name, takes }) => (takes === "" && name.includes(":") ? name.split(":", 1)[0] : "");

function sorted(keys) {
  const sizes = new Map();
  for (const key of keys) sizes.set(groupName(key), (sizes.get(groupName(key)) ?? 0) + 1);
  const isListed = (key) => groupName(key) !== "" && sizes.get(groupName(key)) >= LIST_FROM;
  const lists = [...new Set(keys.filter(isListed).map(groupName))];
  return {
    plain: keys.filter((key) => key.takes === "" && !isListed(key)),
    typed: keys.filter((key) => key.takes !== ""),
    lists: lists.map((name) => keys.filter((key) => isListed(key) && groupName(key) === name)),
  };
}

function Choice({ entries, label, present = "", verb, onChoose, children }) {
  const [name, setName] = useState("");
  const known = entries.some((entry) => entry.name === name) ? name : "";
  return html`
    <div class="demo-choice">
      <select aria-label=${label} value=${known} onChange=${(event) => setName(event.target.value)}>
        <option value="">${present || label}</option>
        ${entries.map((entry) => html`<option key=${entry.name} value=${entry.name}>${wordOf(entry)}</option>`)}
      </select>
      <button type="button" class="demo-key" disabled=${known === ""} onClick=${() => onChoose(known)}>${verb}</button>
      ${children}
    </div>`;
}

function TypedKey({ entry, onPress }) {
  const [text, setText] = useState("");
  const mode = { digits: "numeric", number: "decimal" }[entry.takes] ?? "text";
  function send(event) {
    event.preventDefault();
    if (text !== "") onPress(`${entry.name}:${text}`);
  }
  return html`
    <form class="demo-choice" onSubmit=${send}>
      <input type="text" inputmode=${mode} maxlength="200" autocomplete="off" aria-label=${wordOf(entry)} placeholder=${wordOf(entry)} value=${text}
        onInput=${(event) => setText(event.target.value)} />
      <button type="submit" class="demo-key" disabled=${text === ""}>${t("devices.demo.do")}</button>
    </form>`;
}

function Keys({ keys, onPress }) {
  const { plain, typed, lists } = sorted(keys);
  return html`
    ${lists.map((list) => html`<${Choice} key=${groupName(list[0])} entries=${list} label=${t("devices.demo.choose")} verb=${t("devices.demo.do")} onChoose=${onPress} />`)}
    ${plain.length > 0 &&
    html`<div class="demo-keys" role="group" aria-label=${t("devices.padKeys")}>${plain.map(
      (key) => html`<button key=${key.name} type="button" class="demo-key" data-key=${key.name} onClick=${() => onPress(key.name)}>${wordOf(key)}</button>`,
    )}</div>`}
    ${typed.map((key) => html`<${TypedKey} key=${key.name} entry=${key} onPress=${onPress} />`)}`;
}

function Faults({ menu, label, present, onFault }) {
  return html`
    <${Choice} entries=${menu.faults} label=${label} present=${present} verb=${t("devices.demo.inject")} onChoose=${onFault}>
      ${menu.fault !== NONE && html`<button type="button" class="demo-key heal" onClick=${() => onFault(NONE)}>${t("devices.demo.heal")}</button>`}
    </${Choice}>`;
}

function presentFault(menu) {
  const fault = menu && menu.fault !== NONE && menu.faults.find((entry) => entry.name === menu.fault);
  return fault ? wordOf(fault) : "";
}

/** `hands`: of `useMenu` for the device. */
export function DemoPanel({ device, hands }) {
  const address = `${device.node}/${device.device}`;
  const [open, setOpen] = useState(opened.has(address));
  const line = useMenu(device, "line/menu", open && device.line !== "");
  const { menu } = hands;
  const present = presentFault(menu);
  const onLine = presentFault(line.menu);
  if (!menu) return null;
  // By the click itself: the browser's toggle event comes a moment later, and a card made anew in between would stay shut.
  function fold(event) {
    event.preventDefault();
    if (open) opened.delete(address);
    else opened.add(address);
    setOpen(!open);
  }
  return html`
    <details class="demo-panel" open=${open}>
      <summary onClick=${fold}>${t("devices.demo.title")}${present && html` <b data-injected>${t("devices.demo.present", { fault: present })}</b>`}</summary>
      ${open &&
      html`<div class="demo-tools">
        <${Keys} keys=${menu.keys} onPress=${(key) => hands.act("press", { key })} />
        <${Faults} menu=${menu} label=${t("devices.demo.fault")} onFault=${(fault) => hands.act("fault", { fault })} />
        ${line.menu &&
        html`<${Faults} menu=${line.menu} label=${t("devices.demo.line")} present=${onLine && t("devices.demo.lineNow", { fault: onLine })}
            onFault=${(fault) => line.act("line/fault", { fault })} />`}
        ${(hands.failed || line.failed) && html`<p class="form-error" role="alert">${t("devices.pokeFailed")}</p>`}
      </div>`}
    </details>`;
}
