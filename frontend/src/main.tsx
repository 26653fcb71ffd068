import "./shell/styles/index.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { pagePath, socketUrl } from "./connection/address";
import { Client } from "./connection/client";
import { Interactions } from "./connection/interactions";
import { AppContext } from "./elements/app";
import { NodeView } from "./elements/NodeView";
import { register } from "./elements/registry";
import { loadMarkdown } from "./elements/shared/Markdown";
import { registerStructure } from "./elements/structure";
import { Page } from "./shell/Page";
import { ROOT, Store } from "./store/store";

registerStructure();
register("page", Page);

const store = new Store();
const client = new Client({
  store,
  url: socketUrl(),
  address: () => [pagePath(), window.location.search],
  info: () => ({
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timezone_offset: new Date().getTimezoneOffset(),
    locale: navigator.language,
    url: window.location.href,
    theme: "light",
    embedded: window.parent !== window,
  }),
});
const interactions = new Interactions(store, (changes, trigger) => client.interact(changes, trigger));
client.start();
void loadMarkdown();

createRoot(document.getElementById("root") as HTMLElement).render(
  <AppContext value={{ store, client, interactions }}>
    <MantineProvider>
      <NodeView id={ROOT} />
    </MantineProvider>
  </AppContext>,
);
