// The device board: trouble first.
import { DeviceCard } from "./card.js";
import { GROUPS, groupOf, inParts } from "./judge.js";
import { Places, explained } from "./places.js";
import { Viewer } from "./viewer.js";
import { kindName, placeName, reasonName, statusName, whoGoes } from "./words.js";
import { showEmergency } from "../shared/emergency.js";
import { FeedState } from "../shared/feed.js";
import { classes, html, render, useEffect, useMemo, useState } from "../shared/ui.js";
import { count, t } from "../shared/text.js";
import { goSignIn, useFeed } from "../shared/use_feed.js";

const element = document.getElementById("app");
const demo = "demo" in element.dataset;
const icons = element.dataset.icons;

const searched = (device) =>
  [device.node, device.device, device.kind, device.place, device.model, kindName(device.kind), placeName(device),
    statusName(device.status), whoGoes(device.action), reasonName(device.reason)].join(" ").toLowerCase();

function Filters({ devices, words, setWords, group, setGroup, kind, setKind }) {
  const numbers = Object.fromEntries(GROUPS.map((name) => [name, devices.filter((device) => groupOf(device) === name).length]));
  const kinds = [...new Set(devices.map((device) => device.kind))].sort();
  return html`
    <div class="filters">
      <div class="group-filters" role="group" aria-label=${t("devices.filterGroups")}>
        ${GROUPS.map(
          (name) => html`<button key=${name} type="button" aria-pressed=${String(group === name)} class=${classes("group-filter", `group-${name}`, numbers[name] === 0 && "none")}
            onClick=${() => setGroup(group === name ? null : name)}><b>${count(numbers[name])}</b><span>${t(`group.${name}`)}</span></button>`,
        )}
      </div>
      <label class="filter-words"><span class="visually-hidden">${t("devices.filter")}</span>
        <input type="search" placeholder=${t("devices.filter")} value=${words} onInput=${(event) => setWords(event.target.value)} /></label>
      <label class="filter-kind"><span class="visually-hidden">${t("devices.kind")}</span>
        <select value=${kind} onChange=${(event) => setKind(event.target.value)}>
          <option value="">${t("devices.allKinds")}</option>
          ${kinds.map((name) => html`<option key=${name} value=${name}>${kindName(name)}</option>`)}
        </select></label>
    </div>`;
}

function Board() {
  const [devices, setDevices] = useState(null);
  const [places, setPlaces] = useState([]);
  const [words, setWords] = useState("");
  const [group, setGroup] = useState(null);
  const [kind, setKind] = useState("");
  const [enlarged, setLarge] = useState(null);
  const feed = useFeed("/api/v1/live/devices", (name, data) => {
    if (name !== "devices") return;
    showEmergency(data.emergency);
    setDevices(data.devices);
    setPlaces(data.places ?? []);
  });
  useEffect(() => {
    if (feed === FeedState.SIGNED_OUT) goSignIn();
  }, [feed]);
  const matching = useMemo(() => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return (devices ?? []).filter((device) => {
      const text = searched(device);
      return (kind === "" || device.kind === kind) && (group === null || groupOf(device) === group) && wanted.every((word) => text.includes(word));
    });
  }, [devices, words, group, kind]);
  const large = enlarged && (devices.find((device) => device.node === enlarged.node && device.device === enlarged.device) ?? enlarged);
  const together = useMemo(() => explained(places), [places]);
  const alone = useMemo(() => matching.filter((device) => !together.has(`${device.node}/${device.device}`)), [matching, together]);
  return html`
    ${feed === FeedState.LOST && html`<p class="feed-line lost" role="alert" data-feed="lost"><strong>${t("feed.lost")}</strong> ${t("feed.old")}</p>`}
    ${devices === null && html`<p class="hint">${t("feed.connecting")}</p>`}
    ${devices &&
    html`<div class=${feed === FeedState.LIVE ? "board" : "board dead"}>
      ${demo && html`<p class="demo-hint">${t("devices.demo.hint")}</p>`}
      <${Filters} devices=${devices} words=${words} setWords=${setWords} group=${group} setGroup=${setGroup} kind=${kind} setKind=${setKind} />
      <${Places} places=${places} devices=${matching} demo=${demo} icons=${icons} onEnlarge=${setLarge} />
      ${inParts(alone).map(
        ({ name, devices: members }) => html`<section key=${name} class=${`part part-${name}`}>
          <h2>${t(`devices.part.${name}`)} <span>${count(members.length)}</span></h2>
          <div class="cards">${members.map(
            (device) => html`<${DeviceCard} key=${`${device.node}/${device.device}`} device=${device} demo=${demo} icons=${icons} onEnlarge=${setLarge} />`,
          )}</div></section>`,
      )}
      ${matching.length === 0 && html`<p class="hint">${t("devices.none")}</p>`}
    </div>`}
    ${large && html`<${Viewer} device=${large} demo=${demo} onClose=${() => setLarge(null)} />`}`;
}

element.replaceChildren();
render(html`<${Board} />`, element);
