// The five faces as drawings: no font has them alike everywhere.
import { html } from "../shared/ui.js";

// How much the mouth bends: 1 smiles, -1 frowns.
const MOODS = { VERY_GOOD: 1, GOOD: 0.6, FAIR: 0, BAD: -0.6, VERY_BAD: -1 };

export function Face({ level }) {
  const bend = MOODS[level];
  const mouth = `M30 ${66 - bend * 4} Q50 ${66 + bend * 22} 70 ${66 - bend * 4}`;
  return html`<svg viewBox="0 0 100 100" aria-hidden="true">
    <circle class="face-ground" cx="50" cy="50" r="46" />
    <circle cx="34" cy="40" r="6" class="face-ink" /><circle cx="66" cy="40" r="6" class="face-ink" />
    <path d=${mouth} class="face-mouth" />
  </svg>`;
}
