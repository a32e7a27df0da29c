// The rule in force, and setting another while the hall runs: each rule says what it means, and a reason is kept.
import { CommandDialog, Reason } from "./command_dialog.js";
import { html, useState } from "../shared/ui.js";
import { clockTime, t } from "../shared/text.js";

const LIVE_RULES = ["accumulating", "fifo", "strict"];
const PLACES = 3;

const shown = (rate) => String(Number(rate.toFixed(PLACES)));

function Rates({ rates, changed, onChange }) {
  return html`<fieldset class="rates"><legend>${t("rules.rate")}</legend>
    ${Object.entries(rates).map(
      ([word, rate]) => html`<label key=${word} class="rate"><span>${t(`class.${word}`)}</span>
        <input type="number" data-rate=${word} min="0.001" max="1000" step="any" value=${changed[word] ?? shown(rate)} onInput=${(event) => onChange(word, event.target.value)} /></label>`,
    )}</fieldset>`;
}

function changedRates(rates, changed) {
  const entries = Object.entries(changed).filter(([word, text]) => text !== "" && text !== shown(rates[word]));
  return Object.fromEntries(entries.map(([word, text]) => [word, Number(text)]));
}

function SetRule({ rules, onClose }) {
  const [rule, setRule] = useState(rules.rule);
  const [changed, setChanged] = useState({});
  const [reason, setReason] = useState("");
  const rates = rule === "accumulating" ? changedRates(rules.rates, changed) : {};
  const sound = Object.values(rates).every((rate) => Number.isFinite(rate) && rate > 0);
  const other = rule !== rules.rule || Object.keys(rates).length > 0;
  return html`<${CommandDialog} title=${t("manager.rule.title")} confirm=${t("manager.rule.confirm")} name="set-rule"
    body=${() => ({ rule, rates, reason: reason.trim() })} ready=${other && sound && reason.trim() !== ""} onClose=${onClose}>
    <fieldset class="choices"><legend>${t("manager.rule")}</legend>
      ${LIVE_RULES.map(
        (word, index) => html`<label key=${word} class="choice"><input type="radio" name="rule" data-rule=${word} checked=${rule === word}
          data-first=${index === 0 ? "" : undefined} onChange=${() => setRule(word)} />
          <span>${t(`rule.${word}`)}<small class="field-note">${t(`rules.${word}.how`)}</small></span></label>`,
      )}</fieldset>
    ${rule === "accumulating" &&
    html`<${Rates} rates=${rules.rates} changed=${changed} onChange=${(word, text) => setChanged((present) => ({ ...present, [word]: text }))} />`}
    <${Reason} label=${t("desk.reason.plain")} value=${reason} onInput=${setReason} />
  <//>`;
}

export function Rule({ rules }) {
  const [setting, setSetting] = useState(false);
  if (rules === null) return null;
  return html`<section class="panel rule"><h2>${t("manager.rule")}</h2>
    <p><strong data-rule-now=${rules.rule}>${t(`rule.${rules.rule}`)}</strong> <span class="hint">${t("manager.rule.since", { time: clockTime(rules.since) })}</span></p>
    <p>${t(`rules.${rules.rule}.how`)}</p>
    <div class="button-row"><button type="button" class="quiet-button" data-set-rule onClick=${() => setSetting(true)}>${t("manager.rule.set")}</button>
      <a class="quiet-button" href="/rules">${t("frame.rules")}</a></div>
    ${setting && html`<${SetRule} rules=${rules} onClose=${() => setSetting(false)} />`}</section>`;
}
