// A wall has no scroll bar: what doesn't fit is turned over like pages.
import { useEffect, useLayoutEffect, useRef, useState } from "../shared/ui.js";

const TURN_MS = 8000;

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** `[ref, fits]`: how many cells of `widthRem` × `heightRem` (with gaps) fit into the element that gets the ref. */
export function useFits(widthRem, heightRem) {
  const element = useRef(null);
  const [fits, setFits] = useState(1);
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth, clientHeight } = element.current;
      const columns = widthRem === null ? 1 : Math.max(1, Math.floor(clientWidth / (widthRem * rem())));
      setFits(columns * Math.max(1, Math.floor((clientHeight + 1) / (heightRem * rem()))));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    measure();
    return () => observer.disconnect();
  }, [widthRem, heightRem]);
  return [element, fits];
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
