import { basePath } from "./address";

const PERSON = "treadle.person";
const RELOADED = "treadle.reloaded";

/** Milliseconds in which a tab is reloaded once at most because of another person. */
const CALM = 10_000;

/** Tell the other tabs of this browser who is logged in, by a mark of the server. They may have no such storage. */
export function sharePerson(mark: string, storage: () => Storage = () => window.localStorage): void {
  try {
    const key = PERSON + basePath();
    if ((storage().getItem(key) ?? "") !== mark) storage().setItem(key, mark);
  } catch {
    // A browser that keeps nothing has no tabs that could be told.
  }
}

/** Call a function when another tab tells that another person is logged in. Return a function that ends this. */
export function watchPerson(mark: () => string | null, changed: () => void): () => void {
  const listen = (event: StorageEvent) => {
    const known = mark();
    if (event.key === PERSON + basePath() && known !== null && (event.newValue ?? "") !== known) changed();
  };
  window.addEventListener("storage", listen);
  return () => window.removeEventListener("storage", listen);
}

/** Load the page again: nothing of what it shows is for the person who is there now. */
export function reloadForPerson(
  reload: () => void = () => window.location.reload(),
  storage: Storage = window.sessionStorage,
): void {
  // Two servers with different settings could otherwise make two tabs reload each other for ever.
  if (Date.now() - Number(storage.getItem(RELOADED) ?? 0) < CALM) return;
  storage.setItem(RELOADED, String(Date.now()));
  reload();
}
