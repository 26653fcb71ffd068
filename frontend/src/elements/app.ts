import { createContext, use } from "react";
import type { Client } from "../connection/client";
import type { Interactions } from "../connection/interactions";
import type { Store } from "../store/store";

/** What a page has one of. A test makes its own. */
export interface App {
  readonly store: Store;
  readonly client: Client;
  readonly interactions: Interactions;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (app === null) throw new Error("An element was rendered outside of an app. Wrap it in <AppContext>.");
  return app;
}
