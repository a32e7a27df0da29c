// What is out of the ordinary about the window itself: a device is out, it helps another queue, somebody else is logged in.
import { html, useEffect, useState } from "../shared/ui.js";
import { nameOf, t } from "../shared/text.js";

/** Names of queues by id, asked for when a desk first needs one. */
function useQueueNames(wanted) {
  const [names, setNames] = useState({});
  const lacking = wanted.some((ident) => !(ident in names));
  useEffect(() => {
    if (!lacking) return;
    fetch("/api/v1/board", { cache: "no-store" })
      .then((response) => response.json())
      .then((board) => setNames(Object.fromEntries(board.queues.map((queue) => [queue.id, nameOf(queue.names)]))))
      .catch(() => setNames(Object.fromEntries(wanted.map((ident) => [ident, ident]))));
  }, [lacking]);
  return names;
}

export function Notes({ desk, account }) {
  const names = useQueueNames(desk.tidal);
  const notes = [];
  if (desk.fault) notes.push(["fault", t("desk.note.fault", { device: desk.fault })]);
  if (desk.tidal.length > 0) {
    notes.push(["tidal", t("desk.note.tidal", { queues: desk.tidal.map((ident) => names[ident] ?? ident).join(t("list.comma")) })]);
  }
  if (desk.clerk !== null && desk.clerk !== account) notes.push(["clerk", t("desk.note.clerk", { name: desk.clerk })]);
  if (notes.length === 0) return null;
  return html`<ul class="desk-notes">${notes.map(([kind, text]) => html`<li key=${kind} class=${kind} data-note=${kind}>${text}</li>`)}</ul>`;
}
