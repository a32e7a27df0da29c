// Single keys as shortcuts. They can be switched off, since a page that sits beside another program must not surprise
// anyone (WCAG 2.1.4); F2 stays, it types nothing.
import { actionForKey } from "./actions.js";
import { serverNow } from "../shared/server_clock.js";
import { useEffect, useRef, useState } from "../shared/ui.js";

const STORED = "tingtang.desk.keys";

const types = (element) =>
  element instanceof Element && element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

/** Calls `onAction(action)` for shortcut keys; gives `[on, setOn]`. `desk` null or `enabled` false: no key does anything. */
export function useKeys(desk, enabled, onAction) {
  const [on, setOn] = useState(localStorage.getItem(STORED) !== "off");
  // One listener for good: effects run after painting, and a key pressed in between must meet the present state, not the last.
  const present = useRef(null);
  present.current = { desk, enabled, on, onAction };
  useEffect(() => {
    localStorage.setItem(STORED, on ? "on" : "off");
  }, [on]);
  useEffect(() => {
    const take = (event) => takeKey(event, present.current);
    document.addEventListener("keydown", take);
    return () => document.removeEventListener("keydown", take);
  }, []);
  return [on, setOn];
}

function takeKey(event, { desk, enabled, on, onAction }) {
  if (!enabled || !desk) return;
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.querySelector("dialog[open]") || types(event.target)) return;
  if (!on && event.key.length === 1) return;
  const action = actionForKey(event.key, desk, serverNow());
  if (!action) return;
  event.preventDefault();
  onAction(action);
}
