import { MantineProvider } from "@mantine/core";
import { act, render } from "@testing-library/react";
import { Suspense } from "react";
import { Client } from "../connection/client";
import { Interactions } from "../connection/interactions";
import type { Kind, Operation, Props } from "../protocol.gen";
import { ROOT, Store } from "../store/store";
import { type App, AppContext } from "./app";
import { NodeView } from "./NodeView";
import { load } from "./registry";
import { registerStructure } from "./structure";

export interface Shown {
  readonly store: Store;
  /** The node's id. */
  readonly id: number;
  /** What was sent: a list of changes a message. */
  readonly sent: (readonly (readonly [id: number, value: unknown])[])[];
  /** Let the server speak. */
  readonly apply: (...ops: Operation[]) => void;
  readonly container: HTMLElement;
}

const MAIN = 1;
const FIRST = 10;

/**
 * Render one element as a page does, from a store, with what it sends kept in `sent`.
 * `inside` are operations that fill it, if it is a container: its id is 10, so theirs begin at 11.
 */
export async function show<K extends Kind>(
  kind: K,
  props: Partial<Props<K>>,
  inside: readonly Operation[] = [],
): Promise<Shown> {
  registerStructure();
  const sent: Shown["sent"] = [];
  const store = new Store();
  const client = new Client({ store, url: "ws://test", address: () => ["/", ""], info });
  const interactions = new Interactions(store, (changes) => sent.push(changes));
  const app: App = { store, client, interactions };
  let seq = 0;
  const apply = (...ops: Operation[]) =>
    act(() => store.apply(["batch", ++seq, ops, null, null, [], false, null]));
  const main: Operation = ["insert", MAIN, ROOT, 0, "main", {}];
  store.apply([
    "batch",
    ++seq,
    [main, ["insert", FIRST, MAIN, 0, kind, props], ...inside],
    null,
    null,
    [],
    false,
    null,
  ]);
  const kinds = [kind, ...inside.map((op) => (op[0] === "insert" ? op[4] : kind))];
  // What is fetched on demand is here before the test begins.
  await Promise.all(kinds.map((each) => load(each)));
  const { container } = await act(async () =>
    render(
      <AppContext value={app}>
        <MantineProvider env="test">
          <Suspense>
            <NodeView id={MAIN} />
          </Suspense>
        </MantineProvider>
      </AppContext>,
    ),
  );
  return { store, id: FIRST, sent, apply, container };
}

const info = () => ({
  timezone: "UTC",
  timezone_offset: 0,
  locale: "en-US",
  url: "http://localhost/",
  theme: "light" as const,
  embedded: false,
});
