// Texts in the page's language. Modules that import this one wait until the catalogue is here.

const language = document.documentElement.lang;
const catalogue = await (await fetch(new URL(`../../text/${language}.json`, import.meta.url))).json();

export const tag = language;

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/** The page's text for a key; a missing one shows its key. */
export const t = (key, values = {}) => fill(catalogue.web[key] ?? key, values);

/** The pieces of a text before and after its one argument, for a page that sets the argument larger. */
export const around = (key) => (catalogue.web[key] ?? key).split(/\{\w+\}/);

/** Whether the page has a text for a key. */
export const has = (key) => key in catalogue.web;

/** Why something was refused, by the error code of a completion or problem. */
export const refusalText = (code) =>
  catalogue.refusals[code] ?? catalogue.problems[code] ?? catalogue.web[`reason.${code}`] ?? t("refused.other", { code: code ?? "?" });

/** A name in the page's language; Chinese is always there. */
export const nameOf = (names) => (names ? (names[language] ?? names["zh-CN"]) : "");

// The hall's zone: a desk or screen whose machine is set to another one still shows the hall's time.
const timeZone = document.documentElement.dataset.timezone;
const timeFormat = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayFormat = new Intl.DateTimeFormat(language, { timeZone, year: "numeric", month: "long", day: "numeric", weekday: "long" });
const numberFormat = new Intl.NumberFormat(language);

export const clockTime = (ms) => timeFormat.format(ms);
export const longDay = (ms) => dayFormat.format(ms);
const dayOnly = new Intl.DateTimeFormat(language, { timeZone, month: "numeric", day: "numeric", weekday: "short" });

export const shortDay = (ms) => dayOnly.format(ms);

const dayParts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "numeric", day: "numeric" });

/** The hall's date as numbers: `{year, month, day}`. */
export const localDay = (ms) => Object.fromEntries(dayParts.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));

/** A coming time: of today by the clock, of another day with its date. */
export const opening = (ms, now = Date.now()) =>
  dayOnly.format(ms) === dayOnly.format(now) ? clockTime(ms) : `${dayOnly.format(ms)} ${clockTime(ms)}`;

const MINUTE_MS = 60_000;

/** A forecast `{low, high}` that was made at `at`, in words: a free window says "now", everything else is clock times. */
export function forecastText({ low, high }, at) {
  if (high <= Math.floor(at / MINUTE_MS) * MINUTE_MS + MINUTE_MS) return t("forecast.now");
  return t(low === high ? "forecast.at" : "forecast.range", { low: clockTime(low), high: clockTime(high) });
}

/** The end of a span: midnight belongs to the day that ends. */
export const closing = (ms) => (clockTime(ms) === "00:00" ? "24:00" : clockTime(ms));

/** Why a window is paused: what the clerk gave, or the hall's own reason by its key. */
export const pauseReason = (reason) => (has(`pause.${reason}`) ? t(`pause.${reason}`) : reason);

export const count = (value) => numberFormat.format(value);

/** "4 min" or "1 h 05 min" from seconds; less than a minute is "< 1 min". */
export function spell(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return t("time.underMinute");
  if (minutes < 60) return t("time.minutes", { minutes });
  return t("time.hours", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") });
}

/** "3:07" from milliseconds, for running clocks. */
export function stopwatch(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
