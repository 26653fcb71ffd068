import { pagePath } from "./address";
import { TOKEN } from "./client";

const PAGE = "treadle.page";
const LEFT = "treadle.left";

/**
 * A tab that a browser opens from another one has a copy of that one's storage, and so the session's token. On the same page, both
 * show the same session. On another page it must have a session of its own, or the first tab would be taken to that page, too.
 *
 * A tab that reloads or leaves its own page notes that in the storage. So the token that it finds there afterwards is its own.
 */
export function forgetCopiedSession(storage: Storage = window.sessionStorage): void {
  const page = storage.getItem(PAGE);
  if (page !== null && page !== pagePath() && storage.getItem(LEFT) === null) storage.removeItem(TOKEN);
  storage.removeItem(LEFT);
  window.addEventListener("pagehide", () => storage.setItem(LEFT, "1"));
  window.addEventListener("pageshow", () => storage.removeItem(LEFT));
}

/** Note which page this tab shows. */
export function rememberPage(storage: Storage = window.sessionStorage): void {
  storage.setItem(PAGE, pagePath());
}
