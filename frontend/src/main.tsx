import "./theme/index.css";
import { createRoot } from "react-dom/client";
import { pagePath, socketUrl } from "./connection/address";
import { Client } from "./connection/client";
import { forgetCopiedSession } from "./connection/copies";
import { Interactions } from "./connection/interactions";
import { reloadForPerson, sharePerson, watchPerson } from "./connection/login";
import { remember, remembered } from "./connection/memory";
import { load, register } from "./elements/registry";
import { loadMarkdown } from "./elements/shared/Markdown";
import { registerStructure } from "./elements/structure";
import { embedding } from "./shell/embedding";
import { Notices } from "./shell/notices";
import { Page } from "./shell/Page";
import { Root } from "./shell/Root";
import { Store } from "./store/store";
import { shownScheme } from "./theme/scheme";

registerStructure();
register("page", Page);

const PROBLEM_SHOWN = 8;

const notices = new Notices();
const problem = (message: string) =>
  notices.add({ error: true, body: message, icon: null, duration: PROBLEM_SHOWN });
const store = new Store((effect) => {
  if (effect[0] === "celebration") {
    // It is a decoration: without it, the page is the same.
    import("./shell/celebration/celebrate").then(({ celebrate }) => celebrate(effect[1])).catch(() => {});
    return;
  }
  if (effect[0] === "login") {
    import("./connection/askForLogin")
      .then(async ({ askForLogin, goTo }) => goTo(await askForLogin(effect[1])))
      .catch(({ message }: Error) => problem(message));
    return;
  }
  if (effect[0] === "remember") {
    remember(effect);
    return;
  }
  const [, body, icon, duration] = effect;
  notices.add({ error: false, body, icon, duration });
});
const client = new Client({
  store,
  url: socketUrl(),
  address: () => [pagePath(), window.location.search],
  info: () => ({
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timezone_offset: new Date().getTimezoneOffset(),
    locale: navigator.language,
    url: window.location.href,
    theme: shownScheme(),
    embedded: embedding(window.location.search).embedded,
  }),
  // All that a batch needs is fetched side by side, not one after the other as the page is rendered. What cannot be
  // fetched is said where it is shown.
  onBatch: ([, , ops]) => {
    for (const op of ops) if (op[0] === "insert") load(op[4]).catch(() => {});
  },
  onProblem: ({ message }) => problem(message),
  onSessionLost: () => interactions.commit(),
  memory: () => remembered(),
  onPerson: (mark) => sharePerson(mark),
  onOtherPerson: () => reloadForPerson(),
});
const interactions = new Interactions(
  store,
  (changes, trigger) => client.interact(changes, trigger),
  (changes) => client.filled(changes),
);

watchPerson(
  () => client.person,
  () => reloadForPerson(),
);
forgetCopiedSession();
client.start();
// Nearly every page needs it, so it is fetched while the connection opens.
void loadMarkdown();

createRoot(document.getElementById("root") as HTMLElement).render(
  <Root app={{ store, client, interactions }} notices={notices} />,
);
