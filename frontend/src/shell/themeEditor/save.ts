import { serverUrl } from "../../connection/address";
import type { ThemeSettings } from "../../theme/theme";
import type { Changes } from "./draft";

export interface Saved {
  readonly path: string;
  readonly theme: ThemeSettings;
  /** Options that another source sets, and that source. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** Have the server write changes into the app's configuration. Throws an error that says why it has not. */
export async function save(changes: Changes): Promise<Saved> {
  const answer = await fetch(serverUrl("_treadle/theme"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ theme: changes }),
  }).catch(() => null);
  const said: unknown = await answer?.json().catch(() => null);
  if (answer?.ok && said) return said as Saved;
  const { error } = (said ?? {}) as { error?: unknown };
  throw new Error(typeof error === "string" ? error : "The server does not answer. Try again.");
}
