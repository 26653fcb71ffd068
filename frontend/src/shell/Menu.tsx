import { useMantineColorScheme } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useApp } from "../elements/app";
import { ErrorBoundary } from "../elements/ErrorBoundary";
import { useRun } from "../elements/hooks";
import { lazy, useFetched } from "../elements/shared/lazy";
import controlsStyles from "./Controls.module.css";
import { useClient, useDeveloper } from "./hooks";
import { type IconName, ShellIcon } from "./Icons";
import styles from "./Menu.module.css";
import type { DialogProps } from "./PageDialog";
import type { ToolName } from "./Tool";

const dialog = lazy(() => import("./PageDialog"));

export interface MenuProps {
  readonly items: readonly (readonly [label: string, target: string | null])[];
  readonly wide: boolean;
  readonly onWide: (wide: boolean) => void;
  /** Undefined when there is no sidebar. */
  readonly onSidebar: (() => void) | undefined;
  /** Undefined for who is not the app's developer. */
  readonly onTool: ((name: ToolName) => void) | undefined;
}

const SCHEMES: readonly (readonly [value: "auto" | "light" | "dark", label: string, icon: IconName])[] = [
  ["auto", "System", "screen"],
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
];

/** The menu of the page. The browser itself closes it on Escape or a click elsewhere: it is a popover. */
export function Menu({ items, wide, onWide, onSidebar, onTool }: MenuProps): ReactNode {
  const { client } = useApp();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const running = useRun()?.[2] ?? false;
  const popover = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [about, setAbout] = useState<{ title: string; text: string } | null>(null);
  const version = useClient("settings", (it) => String(it.settings.version ?? ""));
  const minimal = useClient("settings", (it) => it.settings.minimal === true);
  const developer = useDeveloper();

  const choose = (action: () => void) => () => {
    popover.current?.hidePopover();
    button.current?.focus();
    action();
  };
  const move = (event: KeyboardEvent) => {
    const all = [
      ...(popover.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? []),
    ];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const to =
      step !== undefined
        ? (at + step + all.length) % all.length
        : { Home: 0, End: all.length - 1 }[event.key as "Home" | "End"];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  };

  if (minimal && items.every(([, target]) => target === null)) return null;
  return (
    <span id="MainMenu" className="stMainMenu" data-testid="stMainMenu">
      <button
        ref={button}
        type="button"
        className={controlsStyles.iconButton}
        data-testid="stMainMenuButton"
        aria-label="Menu"
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget="tr-menu"
      >
        <ShellIcon name="menu" />
      </button>
      <div
        ref={popover}
        id="tr-menu"
        popover="auto"
        role="menu"
        aria-label="Page"
        tabIndex={-1}
        className={`${styles.root} stMainMenuPopover`}
        data-testid="stMainMenuPopover"
        onKeyDown={move}
        onToggle={(event) => {
          const now = event.newState === "open";
          setOpen(now);
          if (now) popover.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
        }}
      >
        {minimal ? null : (
          <>
            <Item icon="rerun" hotkey="R" onClick={choose(() => client.rerun())}>
              Rerun
            </Item>
            <Item icon="stop" disabled={!running} onClick={choose(() => client.stop())}>
              Stop
            </Item>
            <hr />
            {/* biome-ignore lint/a11y/useSemanticElements: inside a menu, a group of choices is this role. */}
            <div className={styles.segments} data-testid="stThemeSwitcher" role="group" aria-label="Theme">
              {SCHEMES.map(([value, label, icon]) => (
                <button
                  key={value}
                  type="button"
                  role="menuitemradio"
                  aria-checked={colorScheme === value}
                  onClick={() => setColorScheme(value)}
                >
                  <ShellIcon name={icon} />
                  {label}
                </button>
              ))}
            </div>
            <Item icon="wide" checked={wide} onClick={() => onWide(!wide)}>
              Wide mode
            </Item>
            {onSidebar ? (
              <Item icon="panel" hotkey="C" onClick={choose(onSidebar)}>
                Show or hide sidebar
              </Item>
            ) : null}
            {onTool ? (
              <>
                <Item icon="threads" hotkey="T" onClick={choose(() => onTool("threads"))}>
                  Threads
                </Item>
                <Item icon="sun" onClick={choose(() => onTool("theme"))}>
                  Edit theme
                </Item>
              </>
            ) : null}
            <Item icon="print" onClick={choose(() => window.print())}>
              Print
            </Item>
            {developer ? (
              <Item icon="restart" onClick={choose(() => client.startOver())}>
                Start over
              </Item>
            ) : null}
            <hr />
          </>
        )}
        {items.map(([label, target]) =>
          target === null ? null : isAddress(target) ? (
            <a
              key={label}
              role="menuitem"
              className={styles.item}
              href={target}
              target="_blank"
              rel="noopener noreferrer"
              onClick={() => popover.current?.hidePopover()}
            >
              <ShellIcon name="link" />
              {label}
            </a>
          ) : (
            <Item key={label} icon="info" onClick={choose(() => setAbout({ title: label, text: target }))}>
              {label}
            </Item>
          ),
        )}
        {minimal ? null : (
          <Item icon="info" onClick={choose(() => setAbout({ title: "Treadle", text: "" }))}>
            About Treadle
          </Item>
        )}
      </div>
      {about ? (
        <ErrorBoundary kind="dialog" attempt={null}>
          <Dialog title={about.title} text={about.text} version={version} onClose={() => setAbout(null)} />
        </ErrorBoundary>
      ) : null}
    </span>
  );
}

function Dialog(props: DialogProps): ReactNode {
  const PageDialog = useFetched(dialog.load())?.PageDialog;
  return PageDialog === undefined ? null : <PageDialog {...props} />;
}

interface ItemProps {
  readonly icon: IconName;
  readonly hotkey?: string;
  readonly disabled?: boolean;
  /** Makes it an item that is on or off. */
  readonly checked?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Item({ icon, hotkey, disabled = false, checked, onClick, children }: ItemProps): ReactNode {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role that goes with it is chosen here.
    <button
      type="button"
      role={checked === undefined ? "menuitem" : "menuitemcheckbox"}
      aria-checked={checked}
      aria-keyshortcuts={hotkey}
      className={`${styles.item} stMainMenuItem`}
      data-testid="stMainMenuItem"
      disabled={disabled}
      onClick={onClick}
    >
      <ShellIcon name={icon} />
      {children}
      {hotkey ? <kbd>{hotkey}</kbd> : null}
      {checked ? (
        <span className={styles.end}>
          <ShellIcon name="check" size={16} />
        </span>
      ) : null}
    </button>
  );
}

function isAddress(target: string): boolean {
  return /^(https?:\/\/|mailto:)\S+$/i.test(target);
}
