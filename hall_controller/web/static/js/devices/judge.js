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

const collator = new Intl.Collator("en", { numeric: true });
// Kiosks are what citizens meet first; hosts show nothing themselves.
const KIND_RANK = { kiosk: 0, node: 2 };
const sortKey = (device) => `${KIND_RANK[device.kind] ?? 1} ${device.place} ${device.kind} ${device.node}/${device.device}`;

/** Two parts, trouble first: `{name, devices}`, the worst first and then by place; an empty part is left out. */
export function inParts(devices) {
  const rank = new Map(devices.map((device) => [device, GROUPS.indexOf(groupOf(device))]));
  const sorted = [...devices].sort(
    (one, other) => rank.get(one) - rank.get(other) || collator.compare(sortKey(one), sortKey(other)),
  );
  const well = GROUPS.indexOf("well");
  return [
    { name: "trouble", devices: sorted.filter((device) => rank.get(device) < well) },
    { name: "well", devices: sorted.filter((device) => rank.get(device) === well) },
  ].filter((part) => part.devices.length > 0);
}
