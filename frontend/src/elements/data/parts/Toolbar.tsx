import { type ReactNode, type Ref, useEffect, useRef } from "react";
import styles from "./Toolbar.module.css";

interface ToolbarProps {
  readonly full: boolean;
  readonly onSearch?: () => void;
  readonly onDownload?: () => void;
  readonly onFull: () => void;
  /** More actions, before the others. */
  readonly children?: ReactNode;
}

const PATHS = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2",
  download: "M8 2.5v7.5M4.8 7l3.2 3.2L11.2 7M2.8 13h10.4",
  picture: "M2.8 3.2h10.4v9.6H2.8zM2.8 11l3.2-3.4 2.6 2.6 1.8-1.8 2.8 2.8M10.4 6.2h.1",
  full: "M2.8 6V2.8H6M10 2.8h3.2V6M13.2 10v3.2H10M6 13.2H2.8V10",
  small: "M6 2.8V6H2.8M13.2 6H10V2.8M10 13.2V10h3.2M2.8 10H6v3.2",
  close: "M4 4l8 8M12 4l-8 8",
  columns: "M3 3h10v10H3zM6.3 3v10M9.7 3v10",
  none: "M4 4l8 8M4 12l8-8",
  add: "M8 3v10M3 8h10",
  less: "M3 8h10",
  remove: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 8.5h6l.5-8.5M6.8 7v3.5M9.2 7v3.5",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
} as const;

export function Action(props: {
  readonly icon: keyof typeof PATHS;
  readonly label: string;
  readonly onClick?: () => void;
  readonly disabled?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}): ReactNode {
  const { icon: _icon, label: _label, ...others } = props;
  return (
    <button
      {...others}
      type="button"
      data-testid="stElementToolbarButton"
      title={props.label}
      aria-label={props.label}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={PATHS[props.icon]} />
      </svg>
    </button>
  );
}

/** What can be done with a table or chart: appears when it is pointed at or has the focus. */
export function Toolbar({ full, onSearch, onDownload, onFull, children }: ToolbarProps): ReactNode {
  return (
    <div
      className={`${styles.root} stElementToolbar`}
      data-testid="stElementToolbar"
      role="toolbar"
      aria-label="Actions"
    >
      {children}
      {onSearch ? <Action icon="search" label="Search" onClick={onSearch} /> : null}
      {onDownload ? <Action icon="download" label="Download as CSV" onClick={onDownload} /> : null}
      <Action
        icon={full ? "small" : "full"}
        label={full ? "Close fullscreen" : "Fullscreen"}
        onClick={onFull}
      />
    </div>
  );
}

interface SearchBarProps {
  readonly words: string;
  readonly count: number;
  readonly at: number;
  /** What stands in the place of the number of cells. */
  readonly says: string | null;
  readonly onWords: (words: string) => void;
  readonly onMove: (step: number) => void;
  readonly onClose: () => void;
}

export function SearchBar({ words, count, at, says, onWords, onMove, onClose }: SearchBarProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const result =
    words.trim() === "" ? "" : count === 0 ? "none" : `${at + 1} of ${count >= 10_000 ? "10,000+" : count}`;
  return (
    <search className={styles.search}>
      <input
        ref={input}
        type="text"
        value={words}
        placeholder="Search"
        aria-label="Search in the table"
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") onClose();
        }}
      />
      <span role="status">{says ?? result}</span>
      <Action icon="up" label="Previous" disabled={count === 0} onClick={() => onMove(-1)} />
      <Action icon="down" label="Next" disabled={count === 0} onClick={() => onMove(1)} />
      <Action icon="close" label="Close search" onClick={onClose} />
    </search>
  );
}
