// Where to: one search over services and windows. A county hall has over a thousand services, so it shows the first matches.
import { Dialog } from "./dialog.js";
import { html, useEffect, useMemo, useRef, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";

const SHOWN_MOST = 40;

async function readTargets(ownWindow) {
  const [catalogue, board] = await Promise.all(
    ["/api/v1/catalogue", "/api/v1/board"].map(async (address) => (await fetch(address, { cache: "no-store" })).json()),
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
  return [...services, ...windows];
}

const matching = (targets, words) =>
  targets.filter((target) => words.toLowerCase().split(/\s+/).every((word) => target.searched.includes(word)));

/** Submits `{service}` or `{to_window}`. */
export function TransferDialog({ window, onClose, onSubmit }) {
  const [targets, setTargets] = useState(null);
  const [failed, setFailed] = useState(false);
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const list = useRef(null);
  useEffect(() => {
    readTargets(window).then(setTargets, () => setFailed(true));
  }, [window]);
  const found = useMemo(() => matching(targets ?? [], words), [targets, words]);
  const shown = found.slice(0, SHOWN_MOST);
  const chosen = shown[place];
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [place, words]);

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    setPlace(Math.max(0, Math.min(shown.length - 1, place + step)));
  }
  return html`
    <${Dialog} title=${t("desk.transfer.title")} confirm=${t("desk.action.transfer")} confirmDisabled=${!chosen}
      onClose=${onClose} onSubmit=${() => onSubmit(chosen.body)}>
      <label class="field">${t("desk.transfer.search")}
        <input type="text" data-first role="combobox" aria-expanded="true" aria-controls="targets" autocomplete="off" value=${words}
          aria-activedescendant=${chosen ? `target-${chosen.key}` : undefined}
          onInput=${(event) => (setWords(event.target.value), setPlace(0))} onKeyDown=${move} />
      </label>
      ${failed && html`<p class="form-error" role="alert">${t("desk.transfer.failed")}</p>`}
      <ul class="targets" id="targets" role="listbox" ref=${list} aria-label=${t("desk.transfer.title")}>
        ${shown.map(
          (target, index) => html`<li key=${target.key} id=${`target-${target.key}`} role="option" aria-selected=${String(index === place)}
            onClick=${() => setPlace(index)} onDblClick=${() => onSubmit(target.body)}>
            <strong>${target.title}</strong><span>${target.note}</span>
          </li>`,
        )}
      </ul>
      <p class="targets-count" role="status">${targets && t("desk.transfer.found", { shown: shown.length, count: found.length })}</p>
    <//>`;
}
