import {
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { serverUrl } from "../../connection/address";
import type { SpecialArgument } from "../../protocol.gen";
import { useApp } from "../app";
import type { ElementProps } from "../contract";
import { blobBytes, useDelayed, useWidget } from "../hooks";
import { FEATURES, SANDBOX } from "../shared/frame/frame";
import noteStyles from "../shared/Note.module.css";
import styles from "./ComponentInstance.module.css";
import { type Arguments, argumentsOf, type Sent, understood } from "./parts/messages";
import { type ComponentTheme, useThemeAt } from "./parts/theme";

/** How long (ms) a component may take to say that it is ready before the page says that it does not. */
const PATIENCE = 15_000;

type Props = ElementProps<"component_instance">;

/** A custom component: somebody else's page in a frame, which gets arguments and sends values by messages. */
export default function ComponentInstance({ id, props }: Props): ReactNode {
  const { name, url, tab_index } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { send } = useWidget<unknown>(id, { value: props.value, disabled: false });
  /** How often it has said that it is ready: a development server loads it again and again. */
  const [ready, setReady] = useState(0);
  const late = useDelayed(ready === 0, PATIENCE);
  const [version, setVersion] = useState<unknown>();
  const [height, setHeight] = useState(() => givenHeight(props.arguments));
  const [failure, setFailure] = useState<unknown>(null);
  const disabled = useSessionOver();
  const theme = useThemeAt(box);
  const given = useArguments(props.arguments, props.special, setFailure);
  const source = useMemo(() => frameAddress(name, url), [name, url]);
  const width = useWidth(box);

  const render = useRender(frame, given, disabled, theme);
  const sender = useRef(send);
  useEffect(() => {
    sender.current = send;
  });

  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      if (frame.current === null || event.source !== frame.current.contentWindow) return;
      const said = understood(event.data);
      if (said?.type === "ready") setReady((times) => times + 1);
      else if (said?.type === "value") sender.current(said.value satisfies Sent);
      else if (said?.type === "height") setHeight(Math.max(0, said.height));
      else if (said?.type === "version") setVersion(said.version);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, []);

  // Neither size is sent, but components measure themselves when they are rendered again. Many say their height too early,
  // while they are hidden.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    if (ready > 0) render();
  }, [render, ready, width, height]);

  if (failure !== null) throw failure;
  return (
    <div ref={box}>
      {late || version !== undefined ? <Trouble name={name} url={url} version={version} /> : null}
      <iframe
        ref={frame}
        className={`stCustomComponentV1 ${styles.frame} ${ready > 0 ? "" : styles.waiting}`}
        data-testid="stCustomComponentV1"
        title={name}
        src={source}
        height={height ?? 0}
        scrolling="no"
        sandbox={SANDBOX}
        allow={FEATURES}
        tabIndex={tab_index ?? undefined}
      />
    </div>
  );
}

function Trouble({
  name,
  url,
  version,
}: {
  readonly name: string;
  readonly url: string | null;
  readonly version: unknown;
}): ReactNode {
  return (
    <div className={noteStyles.root} role="note">
      <strong>
        {version === undefined
          ? `The component ${name} does not answer.`
          : `The component ${name} cannot be used.`}
      </strong>
      {version !== undefined ? (
        <span>
          It speaks version {String(version)} of the protocol for components. This page speaks version 1.
        </span>
      ) : url === null ? (
        <span>Its files may be missing: the folder that the app declares needs an index.html.</span>
      ) : (
        <span>
          It is loaded from <code>{url}</code>. Is its development server running?
        </span>
      )}
    </div>
  );
}

function useRender(
  frame: { readonly current: HTMLIFrameElement | null },
  given: Arguments | null,
  disabled: boolean,
  theme: ComponentTheme | null,
): () => void {
  return useCallback(() => {
    if (given === null || theme === null) return; // rendered when these are there
    const { args, dfs } = given;
    const message = { type: "streamlit:render", args, dfs, disabled, theme };
    // The frame may be of any origin: what is sent was meant for it.
    frame.current?.contentWindow?.postMessage(message, "*");
  }, [frame, given, disabled, theme]);
}

/** The arguments, once all that is large is here. They change only when the app passes others. */
function useArguments(
  text: string,
  special: readonly SpecialArgument[],
  failed: (error: unknown) => void,
): Arguments | null {
  const [given, setGiven] = useState<Arguments | null>(null);
  useEffect(() => {
    let wanted = true;
    argumentsOf(text, special, blobBytes).then(
      (next) => wanted && setGiven(next),
      (error: unknown) => wanted && failed(error),
    );
    return () => {
      wanted = false;
    };
  }, [text, special, failed]);
  return given;
}

/** Whether nobody hears any more what a person enters. */
function useSessionOver(): boolean {
  const { client } = useApp();
  const subscribe = useCallback((listener: () => void) => client.subscribe("status", listener), [client]);
  return useSyncExternalStore(subscribe, () => client.status === "ended" || client.status === "outdated");
}

/** The width in whole pixels. */
function useWidth(of: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watched = of.current;
    if (watched === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => setWidth(Math.round(watched.clientWidth)));
    observer.observe(watched);
    return () => observer.disconnect();
  }, [of]);
  return width;
}

/** Many components take an argument `height`: it is theirs until they set another. */
function givenHeight(text: string): number | undefined {
  const { height } = JSON.parse(text) as { height?: unknown };
  const given =
    typeof height === "string" && height.trim() === "" ? Number.NaN : Number(height ?? Number.NaN);
  return Number.isFinite(given) ? given : undefined;
}

function frameAddress(name: string, url: string | null): string {
  const here = new URL(window.location.href);
  const address = new URL(
    url ?? serverUrl(`component/${encodeURIComponent(name)}/index.html`),
    document.baseURI,
  );
  address.searchParams.set("streamlitUrl", here.origin + here.pathname);
  return address.href;
}
