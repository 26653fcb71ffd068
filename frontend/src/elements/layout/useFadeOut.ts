import { type RefObject, useLayoutEffect } from "react";

const DURATION = 160;

/** What is seen of a dialog, by selector, each with the transform to which it moves as it fades. */
type Parts = Readonly<Record<string, string>>;

/**
 * Let what is seen of a dialog fade when it is taken off the page, which the server does at once. What fades is a picture of
 * it: nobody can use it, and assistive technology is not told of it.
 */
export function useFadeOut(root: RefObject<HTMLElement | null>, parts: Parts): void {
  useLayoutEffect(
    // When this is called, React has not touched the elements yet.
    () => () => {
      if (root.current !== null) fadeOut(root.current, parts);
    },
    [root, parts],
  );
}

function fadeOut(element: HTMLElement, parts: Parts): void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const moves = Object.entries(parts).flatMap(([selector, target]) => {
    const part = element.querySelector(selector);
    if (part === null) return [];
    // It may be on its way out already, if a person has closed it.
    const { opacity, transform } = getComputedStyle(part);
    return [{ selector, target, top: part.scrollTop, opacity, transform }];
  });
  if (moves.length === 0) return;
  const picture = element.cloneNode(true) as HTMLElement;
  picture.setAttribute("inert", "");
  picture.setAttribute("aria-hidden", "true");
  document.body.append(picture);
  for (const { selector, target, top, opacity, transform } of moves) {
    const part = picture.querySelector<HTMLElement>(selector);
    if (part === null) continue;
    Object.assign(part.style, { transition: "none", opacity, transform });
    part.scrollTop = top;
    part.getBoundingClientRect(); // so that this is where it begins
    const transition = `opacity ${DURATION}ms ease-out, transform ${DURATION}ms ease-out`;
    Object.assign(part.style, { transition, opacity: "0", transform: target });
  }
  setTimeout(() => picture.remove(), DURATION);
}
