import type { Effect } from "../protocol.gen";
import { basePath } from "./address";

const KEY = "treadle.storage";

/** What the server takes; a browser in which somebody has written more sends what fits. */
const MOST = 100;
const LONGEST_NAME = 200;
const LONGEST = 16_384;
const ALL = 65_536;

type Items = Record<string, string>;
type Remember = Extract<Effect, readonly ["remember", ...unknown[]]>;

const localStorage = () => window.localStorage;

function read(storage: () => Storage): Items {
  try {
    const found: unknown = JSON.parse(storage().getItem(KEY + basePath()) ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter(([, value]) => typeof value === "string"),
    ) as Items;
  } catch {
    return {}; // it keeps nothing, or somebody has written something else
  }
}

/** The mapping that this browser keeps for the app, as far as the server takes it. */
export function remembered(storage: () => Storage = localStorage): Items {
  let left = ALL;
  return Object.fromEntries(
    Object.entries(read(storage))
      .filter(([name, value]) => {
        const size = name.length + value.length;
        if (name.length > LONGEST_NAME || value.length > LONGEST || size > left) return false;
        left -= size;
        return true;
      })
      .slice(0, MOST),
  );
}

/** Keep what the app has written, or forget it. */
export function remember(
  [, , kind, name, value, sameSite, seconds]: Remember,
  storage: () => Storage = localStorage,
): void {
  if (kind === "cookie") {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in all browsers, and only with HTTPS
    document.cookie = cookieText(name, value, sameSite, seconds, window.location.protocol === "https:");
    return;
  }
  const others = Object.entries(read(storage)).filter(([known]) => known !== name);
  const items = Object.fromEntries(value === null ? others : [...others, [name, value]]);
  try {
    storage().setItem(KEY + basePath(), JSON.stringify(items));
  } catch {
    // A browser that keeps nothing, or has no room: the session has the value until it ends.
  }
}

/** The text that sets a cookie. Its parts come from the server, which has checked them. */
export function cookieText(
  name: string,
  value: string | null,
  sameSite: string,
  seconds: number | null,
  secure: boolean,
): string {
  const age = value === null ? 0 : seconds;
  return [
    `${name}=${value ?? ""}`,
    `Path=${basePath()}`,
    `SameSite=${sameSite}`,
    ...(age === null ? [] : [`Max-Age=${age}`]),
    ...(secure ? ["Secure"] : []),
  ].join("; ");
}
