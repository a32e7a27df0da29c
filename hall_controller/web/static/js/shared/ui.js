// One door to the vendored libraries: `html` makes Preact elements from tagged templates, so no build step is needed.
import { h, render, Fragment } from "../../vendor/preact.mjs";
import htm from "../../vendor/htm.mjs";

export const html = htm.bind(h);
export { render, Fragment };
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from "../../vendor/hooks.mjs";

/** The value of a `<meta name>` of the page, or "". */
export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

/** Joins class names, leaving out the false ones. */
export const classes = (...names) => names.filter(Boolean).join(" ");
