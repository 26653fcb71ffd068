import { useCallback, useSyncExternalStore } from "react";
import type { Client } from "../connection/client";
import { useApp } from "../elements/app";
import type { Topic } from "../store/topics";

/** Something of the connection, kept current. `read` must be stable or cheap. */
export function useClient<T>(topic: Topic, read: (client: Client) => T): T {
  const { client } = useApp();
  const subscribe = useCallback((listener: () => void) => client.subscribe(topic, listener), [client, topic]);
  return useSyncExternalStore(subscribe, () => read(client));
}

/** Whether whoever looks at the page is the app's developer, as the server decides for each connection. */
export function useDeveloper(): boolean {
  return useClient("settings", (it) => it.settings.dev === true);
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
