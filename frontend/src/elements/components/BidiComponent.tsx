import { type CSSProperties, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { serverUrl } from "../../connection/address";
import type { Blob_, ComponentTable } from "../../protocol.gen";
import { useApp } from "../app";
import type { ElementProps } from "../contract";
import { blobBytes } from "../hooks";
import styles from "./BidiComponent.module.css";
import { dataOf } from "./parts/data";
import { Runner } from "./parts/script";
import { themeVariables, useThemeAt } from "./parts/theme";

type Props = ElementProps<"bidi_component">;

/** A custom component in the page: HTML and styles, in a shadow root unless the app says otherwise, and a script. */
export default function BidiComponent({ id, props }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<HTMLElement | ShadowRoot | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const theme = useThemeAt(box);
  const variables = useMemo(() => (theme === null ? {} : themeVariables(theme)), [theme]);
  const host = useRef<HTMLDivElement>(null);
  const { isolated } = props;

  useEffect(() => {
    const at = host.current;
    if (at === null) return;
    setRoot(isolated ? (at.shadowRoot ?? at.attachShadow({ mode: "open" })) : at);
  }, [isolated]);

  useContent(root, props, setFailure);
  useScript(id, root, props, theme, setFailure);

  if (failure !== null) throw failure;
  return (
    <div ref={box} className={`stBidiComponent ${styles.root}`}>
      <div className={styles.place} style={variables as CSSProperties}>
        <div
          key={String(isolated)}
          ref={host}
          className={styles.content}
          data-testid={isolated ? "stBidiComponentIsolated" : "stBidiComponentRegular"}
        />
      </div>
    </div>
  );
}

/** Keep the component's HTML and styles in its root. */
function useContent(
  root: HTMLElement | ShadowRoot | null,
  { name, html, css, css_file }: Props["props"],
  failed: (error: unknown) => void,
): void {
  useEffect(() => {
    if (root === null) return;
    const content = document.createElement("div");
    const markup = document.createElement("div");
    markup.append(document.createRange().createContextualFragment(html.trim()));
    content.append(markup);
    if (css.trim() !== "") {
      const style = document.createElement("style");
      style.textContent = css;
      content.append(style);
    }
    if (css_file !== null) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = fileAddress(name, css_file);
      link.addEventListener("error", () => failed(new Error(`The styles ${link.href} cannot be loaded.`)));
      content.append(link);
    }
    root.prepend(content);
    return () => content.remove();
  }, [root, name, html, css, css_file, failed]);
}

/** Run the component's script: at first, and whenever its data or the look of the page changes. */
function useScript(
  id: number,
  root: HTMLElement | ShadowRoot | null,
  { name, script, script_file, data, raw, tables }: Props["props"],
  theme: unknown,
  failed: (error: unknown) => void,
): void {
  const { store, interactions, client } = useApp();
  const key = `st-bidi-component-${useId()}`;
  const given = useData(data, raw, tables, failed);
  const address =
    script_file !== null
      ? fileAddress(name, script_file)
      : script !== null
        ? serverUrl(`_treadle/script/${script}.js`)
        : null;
  const runner = useRef<Runner | null>(null);
  useEffect(() => {
    const own = new Runner();
    runner.current = own;
    return () => own.end();
  }, []);

  // A script may draw with the colours of the page, so it runs again when these change.
  useEffect(() => {
    if (root === null || address === null || given === null || theme === null) return;
    const setStateValue = (part: string, value: unknown) => {
      const before = store.value(id);
      const state = typeof before === "string" ? (JSON.parse(before) as Record<string, unknown>) : {};
      interactions.change(id, JSON.stringify({ ...state, [part]: value ?? null }));
    };
    const setTriggerValue = (event: string, value: unknown) => {
      // What is in a form is sent by its button alone.
      if (store.ancestor(id, "form") !== undefined) return;
      const node = store.node(id)?.children.find((child) => store.node(child)?.props.name === event);
      if (node === undefined) client.rerun();
      else interactions.fire(node, JSON.stringify(value ?? null));
    };
    const component = { name, data: given.data, key, parentElement: root, setStateValue, setTriggerValue };
    runner.current?.run(address, component).catch(failed);
  }, [store, interactions, client, id, root, name, address, given, theme, key, failed]);
}

/** The data once all of it is here. It changes only when the app passes other data. */
function useData(
  text: string | null,
  raw: Blob_ | null,
  tables: readonly ComponentTable[],
  failed: (error: unknown) => void,
): { readonly data: unknown } | null {
  const [given, setGiven] = useState<{ readonly data: unknown } | null>(null);
  useEffect(() => {
    let wanted = true;
    dataOf(text, raw, tables, blobBytes).then(
      (data) => wanted && setGiven({ data }),
      (error: unknown) => wanted && failed(error),
    );
    return () => {
      wanted = false;
    };
  }, [text, raw, tables, failed]);
  return given;
}

function fileAddress(name: string, file: string): string {
  const path = [name, ...file.split("/")].map(encodeURIComponent).join("/");
  return serverUrl(`_stcore/bidi-components/${path}`);
}
