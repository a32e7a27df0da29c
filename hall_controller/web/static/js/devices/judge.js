// Three questions of a hall manager, answered from a device's view: usable? who must go? what exactly?

// How bad, worst first: what nobody can use, what doesn't answer, what works but wants someone, what is well.
export const GROUPS = ["unusable", "unknown", "attention", "well"];

const USABLE = ["online", "deviceBusy", "starting"];

/** The group a device belongs to. A device whose node is gone is unknown, whatever it said last. */
export function groupOf(device) {
  if (device.status === "unknown" || device.node_state !== "online") return "unknown";
  if (!USABLE.includes(device.status)) return "unusable";
  return device.action !== "none" || device.faults.length > 0 ? "attention" : "well";
}

/** Groups in order, each with its devices by place; empty groups are left out. */
export function inGroups(devices, language) {
  const collator = new Intl.Collator(language, { numeric: true });
  const key = (device) => `${device.place} ${device.kind} ${device.node}/${device.device}`;
  return GROUPS.map((group) => ({
    group,
    devices: devices.filter((device) => groupOf(device) === group).sort((one, other) => collator.compare(key(one), key(other))),
  })).filter(({ devices: members }) => members.length > 0);
}
