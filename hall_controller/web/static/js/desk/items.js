// What the citizen came for: the items of this stop, each with what came of it, and the stops that follow.
import { html, useEffect, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";

const OUTCOMES = ["done", "accepted", "supplement", "rejected", "consulted"];
const USUAL = OUTCOMES[0];

/** `{outcomes, choose(service, outcome), results}` of the present ticket; forgotten with it. `results` as `finish` takes them. */
export function useOutcomes(ticket) {
  const [outcomes, setOutcomes] = useState({});
  const ident = ticket?.id ?? null;
  const leg = ticket?.legs ?? 0;
  useEffect(() => setOutcomes({}), [ident, leg]);
  const results = Object.entries(outcomes)
    .filter(([service, outcome]) => outcome !== USUAL && ticket?.items.includes(service))
    .map(([service, outcome]) => ({ service, outcome }));
  return { outcomes, results, choose: (service, outcome) => setOutcomes((present) => ({ ...present, [service]: outcome })) };
}

function Outcome({ service, outcomes, choose, disabled }) {
  return html`<select class="outcome" data-outcome=${service.id} disabled=${disabled} value=${outcomes[service.id] ?? USUAL}
    aria-label=${t("desk.outcomeOf", { service: nameOf(service.names) })} onChange=${(event) => choose(service.id, event.target.value)}>
    ${OUTCOMES.map((word) => html`<option value=${word}>${t(`service-outcome.${word}`)}</option>`)}
  </select>`;
}

export function Items({ desk, outcome, enabled }) {
  const serving = desk.window.state === "serving";
  const names = desk.items.length > 0 ? desk.items : [{ id: desk.ticket.service, names: desk.service_names }];
  return html`
    <ul class=${`items ${names.length > 1 ? "several" : ""}`}>
      ${names.map(
        (service) => html`<li key=${service.id} data-item=${service.id}>
          <span class="item-name">${nameOf(service.names)}</span>
          ${serving && html`<${Outcome} service=${service} outcomes=${outcome.outcomes} choose=${outcome.choose} disabled=${!enabled} />`}
        </li>`,
      )}
    </ul>
    ${desk.to_come.length > 0 && html`<p class="to-come" data-to-come>${t("desk.toCome", { services: desk.to_come.map((service) => nameOf(service.names)).join(t("desk.toCome.then")) })}</p>`}`;
}
