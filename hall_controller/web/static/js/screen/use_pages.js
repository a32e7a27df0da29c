// A wall has no scroll bar: what doesn't fit is turned over like pages.
import { useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";

const TURN_MS = 8000;

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** How many cells of `widthRem` × `heightRem`, gaps included, fit into an area `{width, height}` in pixels; null width: one column. */
export function cellsIn({ width, height }, widthRem, heightRem) {
  // The last cell of a row or column has no gap after it; a tenth of a rem forgives rounding.
  const columns = widthRem === null ? 1 : Math.max(1, Math.floor((width / rem() + 0.9) / widthRem));
  return columns * Math.max(1, Math.floor((height / rem() + 0.1) / heightRem));
}

/** `[ref, fits, area]`: how many such cells fit into the element that gets the ref. */
export function useFits(widthRem, heightRem) {
  const element = useRef(null);
  const [area, setArea] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const measure = () => setArea({ width: element.current.clientWidth, height: element.current.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    measure();
    return () => observer.disconnect();
  }, []);
  return [element, cellsIn(area, widthRem, heightRem), area];
}

/** `{items, page, pages}`: one page of `all`, turning by itself. */
export function usePages(all, perPage) {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (pages === 1) return undefined;
    const timer = setInterval(() => setPage((present) => present + 1), TURN_MS);
    return () => clearInterval(timer);
  }, [pages]);
  const present = page % pages;
  return { items: all.slice(present * perPage, (present + 1) * perPage), page: present + 1, pages };
}
