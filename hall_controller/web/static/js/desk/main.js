// Which window, then its desk. The choice is in the address and remembered on this machine.
import { DeskApp } from "./desk_app.js";
import { WindowChooser } from "./window_chooser.js";
import { html, meta, render, useEffect, useState } from "../shared/ui.js";

const STORED = "tingtang.desk.window";
const element = document.getElementById("app");
const own = element.dataset.windows === undefined ? null : element.dataset.windows.split(" ").filter(Boolean).map(Number);
const root = {
  account: element.dataset.account,
  otherLanguage: element.dataset.otherLanguage,
  signOut: async () => {
    await fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": meta("csrf") } });
    location.assign("/");
  },
};
const permitted = (window) => Number.isInteger(window) && window > 0 && (own === null || own.includes(window));

function firstWindow() {
  const asked = Number(new URLSearchParams(location.search).get("window"));
  if (permitted(asked)) return asked;
  if (own?.length === 1) return own[0];
  const remembered = Number(localStorage.getItem(STORED));
  return permitted(remembered) ? remembered : null;
}

function Main() {
  const [window, setWindow] = useState(firstWindow);
  useEffect(() => {
    if (window === null) return;
    localStorage.setItem(STORED, String(window));
    history.replaceState(null, "", `?window=${window}`);
  }, [window]);
  function leave() {
    localStorage.removeItem(STORED);
    history.replaceState(null, "", location.pathname);
    setWindow(null);
  }
  if (window === null) return html`<${WindowChooser} own=${own} account=${root.account} onChoose=${setWindow} />`;
  return html`<${DeskApp} key=${window} window=${window} onLeave=${leave} root=${root} />`;
}

element.replaceChildren();
render(html`<${Main} />`, element);
