// The demo's hands: what an emulated device offers, and doing it. The controller has these routes in the demo only.
import { deviceAddress } from "./picture.js";
import { meta, useEffect, useState } from "../shared/ui.js";

const FOLLOW_MS = 15_000;
const hand = { on: "", until: 0 };

/** Whether somebody at this page has just done something to the device. */
export const isInHand = (device) => hand.on === deviceAddress(device, "") && performance.now() < hand.until;

/** The kiosk is the real program: it is touched, it has no menu. */
export const hasMenu = (device) => device.picture && device.kind !== "kiosk";

async function asked(address, options) {
  try {
    const response = await fetch(address, options);
    return response.ok ? response : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

/** Sends one demo action; resolves to whether the emulator took it. */
export async function poke(device, what, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf") };
  return (await asked(deviceAddress(device, what), { method: "POST", headers, body: JSON.stringify(body) })) !== null;
}

/**
 * The menu at `what` (`menu`, `line/menu`), asked again when the device tells something new and after each own action:
 * `{menu, failed, act(what, body)}`; `menu` is null while it isn't known or wanted.
 */
export function useMenu(device, what, wanted) {
  const [menu, setMenu] = useState(null);
  const [failed, setFailed] = useState(false);
  const [acts, setActs] = useState(0);
  const told = JSON.stringify([device.status, device.reason, device.detail]);
  useEffect(() => {
    let current = wanted;
    async function ask() {
      const response = await asked(deviceAddress(device, what), {});
      const found = response && (await response.json());
      if (current) setMenu(found);
    }
    if (wanted) ask();
    return () => (current = false);
  }, [deviceAddress(device, what), wanted, told, acts]);
  async function act(action, body) {
    Object.assign(hand, { on: deviceAddress(device, ""), until: performance.now() + FOLLOW_MS });
    setFailed(!(await poke(device, action, body)));
    setActs((number) => number + 1);
  }
  return { menu, failed, act };
}
