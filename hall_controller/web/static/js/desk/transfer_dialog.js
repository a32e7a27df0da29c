// Where to: one search over services, windows and people. A county hall has over a thousand services, so it shows the first matches.
import { Dialog } from "../shared/dialog.js";
import { html, useEffect, useMemo, useRef, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";

const SHOWN_MOST = 40;
const REASON_MAX = 200;
/** By its old reference first: the citizen doesn't queue twice. */
const PLACES = ["age", "first", "last"];

async function readTargets(ownWindow) {
  const [catalogue, board, { colleagues }] = await Promise.all(
    ["/api/v1/catalogue", "/api/v1/board", "/api/v1/colleagues"].map(async (address) => (await fetch(address, { cache: "no-store" })).json()),
  );
  const windows = board.windows
    .filter((window) => window.number !== ownWindow)
    .map((window) => ({
      key: `window-${window.number}`,
      body: { to_window: window.number },
      title: t("window.number", { number: window.number }),
      note: `${nameOf(window.names)} · ${t(`window.${window.state}`)}`,
      searched: [String(window.number), ...Object.values(window.names)].join(" ").toLowerCase(),
    }));
  const services = catalogue.services.map((service) => ({
    key: service.id,
    body: { service: service.id },
    title: nameOf(service.names),
    note: nameOf(service.department),
    searched: [service.id, ...Object.values(service.names), ...Object.values(service.department)].join(" ").toLowerCase(),
  }));
  const people = colleagues
    .filter((person) => person.window !== null && person.window !== ownWindow)
    .map((person) => ({
      key: `person-${person.name}`,
      body: { to_clerk: person.name },
      title: person.name,
      note: t("window.number", { number: person.window }),
      searched: [person.name, person.window].join(" ").toLowerCase(),
    }));
  return [...services, ...windows, ...people];
}

const matching = (targets, words) =>
  targets.filter((target) => words.toLowerCase().split(/\s+/).every((word) => target.searched.includes(word)));

/** Before all others only with a reason that is kept. */
const reasonNeeded = ({ place }) => place === "first";

function Options({ options, setOptions }) {
  const set = (part) => setOptions((present) => ({ ...present, ...part }));
  return html`
    <label class="field">${t("desk.transfer.place")}
      <select data-place value=${options.place} onChange=${(event) => set({ place: event.target.value })}>
        ${PLACES.map((place) => html`<option value=${place}>${t(`desk.transfer.place.${place}`)}</option>`)}
      </select></label>
    <label class="choice"><input type="checkbox" data-return checked=${options.return_here} onChange=${(event) => set({ return_here: event.target.checked })} />
      <span>${t("desk.transfer.return")}</span></label>
    <label class="field">${t(reasonNeeded(options) ? "desk.reason.plain" : "desk.reason.optional")}
      <input type="text" data-reason maxlength=${REASON_MAX} value=${options.reason} onInput=${(event) => set({ reason: event.target.value })} />
    </label>`;
}

/** Submits `{service}`, `{to_window}` or `{to_clerk}` with `{place, return_here, reason}`. */
export function TransferDialog({ window, onClose, onSubmit }) {
  const [targets, setTargets] = useState(null);
  const [failed, setFailed] = useState(false);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [options, setOptions] = useState({ place: PLACES[0], return_here: false, reason: "" });
  const list = useRef(null);
  useEffect(() => {
    readTargets(window).then(setTargets, () => setFailed(true));
  }, [window]);
  const found = useMemo(() => matching(targets ?? [], words), [targets, words]);
  const shown = found.slice(0, SHOWN_MOST);
  const chosen = shown[at];
  const ready = chosen !== undefined && !(reasonNeeded(options) && options.reason.trim() === "");
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [at, words]);

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(shown.length - 1, at + step)));
  }
  const submit = (target) => onSubmit({ ...target.body, ...options, reason: options.reason.trim() });
  return html`
    <${Dialog} title=${t("desk.transfer.title")} confirm=${t("desk.action.transfer")} confirmDisabled=${!ready}
      onClose=${onClose} onSubmit=${() => submit(chosen)}>
      <label class="field">${t("desk.transfer.search")}
        <input type="text" data-first role="combobox" aria-expanded="true" aria-controls="targets" autocomplete="off" value=${words}
          aria-activedescendant=${chosen ? `target-${chosen.key}` : undefined}
          onInput=${(event) => (setWords(event.target.value), setAt(0))} onKeyDown=${move} />
      </label>
      ${failed && html`<p class="form-error" role="alert">${t("desk.transfer.failed")}</p>`}
      <ul class="targets" id="targets" role="listbox" ref=${list} aria-label=${t("desk.transfer.title")}>
        ${shown.map(
          (target, index) => html`<li key=${target.key} id=${`target-${target.key}`} role="option" aria-selected=${String(index === at)}
            onClick=${() => setAt(index)} onDblClick=${() => ready && submit(target)}>
            <strong>${target.title}</strong><span>${target.note}</span>
          </li>`,
        )}
      </ul>
      <p class="targets-count" role="status">${targets && t("desk.transfer.found", { shown: shown.length, count: found.length })}</p>
      <${Options} options=${options} setOptions=${setOptions} />
    <//>`;
}
