import { serverUrl } from "./address";
import { sharePerson } from "./login";

const MOST_TEXT = 500;

/**
 * Ask the server for a login by a token of the app, or for a logout if the token is empty. Return the address to go to. A hidden tab
 * waits: of several tabs with one session, the one that a person sees goes there.
 */
export async function askForLogin(token: string): Promise<string> {
  await visible();
  const answer = await fetch(serverUrl(token === "" ? "auth/logout" : "auth/login"), {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: token,
  }).catch(() => null);
  const said: unknown = await answer?.json().catch(() => null);
  const { url, error } = (said ?? {}) as { url?: unknown; error?: unknown };
  if (!answer?.ok || typeof url !== "string" || !/^https?:/.test(url))
    throw new Error(
      typeof error === "string" ? error.slice(0, MOST_TEXT) : "The server does not answer. Try again.",
    );
  if (token === "") sharePerson("");
  return url;
}

export function goTo(url: string): void {
  window.location.assign(url);
}

function visible(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });
}
