import { useEffect } from "react";

/** How near to its end (px) a page counts as being there. */
const NEAR = 48;

/** Keep the page at its end while it grows, unless a person has scrolled away from there. */
export function useFollow(on: boolean): void {
  useEffect(() => {
    const main = document.getElementById("main");
    if (!on || main === null || typeof ResizeObserver === "undefined") return;
    const page = document.documentElement;
    let following = true;
    let before = window.scrollY;
    const toEnd = () => {
      if (following) window.scrollTo({ top: page.scrollHeight, behavior: "instant" });
    };
    const onScroll = () => {
      const atEnd = page.scrollHeight - window.scrollY - window.innerHeight < NEAR;
      // What grows below is no reason to stay behind: only who scrolls up wants to.
      if (atEnd) following = true;
      else if (window.scrollY < before) following = false;
      before = window.scrollY;
    };
    const changes = new ResizeObserver(toEnd);
    changes.observe(main);
    window.addEventListener("scroll", onScroll, { passive: true });
    toEnd();
    return () => {
      changes.disconnect();
      window.removeEventListener("scroll", onScroll);
    };
  }, [on]);
}
