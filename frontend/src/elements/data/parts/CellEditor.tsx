import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { ColumnRules } from "../../../protocol.gen";
import type { ShownColumn } from "../cells";
import type { Value } from "../edits";
import { editText, labelOf, parse } from "../parsing";
import styles from "./CellEditor.module.css";
import { Overlay } from "./Overlay";

/** Where the mark goes after a value was entered. */
export type Next = "stay" | "down" | "up" | "right" | "left";

interface CellEditorProps {
  readonly shown: ShownColumn;
  readonly rules: ColumnRules;
  readonly value: unknown;
  /** The character with which somebody began to type; null to edit what is there. */
  readonly typed: string | null;
  readonly style: CSSProperties;
  readonly onEnter: (value: Value, next: Next) => void;
  readonly onCancel: () => void;
}

/** A field over a cell, in which its value is edited. */
export function CellEditor(props: CellEditorProps): ReactNode {
  const { shown, rules, style } = props;
  return (
    <div className={styles.root} style={style} data-type={rules.type}>
      {rules.type === "selectbox" ? (
        <Choice {...props} />
      ) : rules.type === "multiselect" && rules.options !== null ? (
        <Choices {...props} />
      ) : (
        <Field {...props} key={shown.id} />
      )}
    </div>
  );
}

const STEP: Readonly<Record<string, Next>> = { Enter: "down", Tab: "right" };

/** Which way a key leads that ends an entry; undefined for any other key. */
function ends(event: KeyboardEvent): Next | undefined {
  const next = STEP[event.key];
  if (next === undefined || !event.shiftKey) return next;
  return next === "down" ? "up" : "left";
}

function Field({ shown, rules, value, typed, onEnter, onCancel }: CellEditorProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => typed ?? editText(shown.column, rules, value));
  const [error, setError] = useState<string | null>(null);
  const over = useRef(false);
  useEffect(() => {
    const input = field.current;
    input?.focus({ preventScroll: true });
    if (typed === null) input?.select();
  }, [typed]);
  const enter = (next: Next) => {
    if (over.current) return;
    const parsed = parse(rules, shown.look, text);
    if ("error" in parsed) {
      setError(parsed.error);
      field.current?.focus({ preventScroll: true });
      return;
    }
    over.current = true;
    onEnter(parsed.value, next);
  };
  return (
    <>
      <input
        ref={field}
        type="text"
        inputMode={rules.type === "number" ? "decimal" : undefined}
        data-align={shown.align}
        aria-label={`${shown.label || "Index"}: ${HINTS[rules.type] ?? "text"}`}
        aria-invalid={error !== null}
        placeholder={PLACEHOLDERS[rules.type]}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(null);
        }}
        onBlur={() => {
          if (over.current) return;
          const parsed = parse(rules, shown.look, text);
          over.current = true;
          if ("error" in parsed) onCancel();
          else onEnter(parsed.value, "stay");
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          const next = ends(event);
          if (event.nativeEvent.isComposing) return;
          if (next !== undefined) {
            event.preventDefault();
            enter(next);
          } else if (event.key === "Escape") {
            over.current = true;
            onCancel();
          }
        }}
      />
      {error === null ? null : (
        <Overlay className={styles.error} role="alert">
          {error}
        </Overlay>
      )}
    </>
  );
}

const HINTS: Readonly<Record<string, string>> = {
  number: "number",
  date: "date",
  time: "time",
  datetime: "date and time",
  list: "values with commas between them",
  multiselect: "values with commas between them",
};
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  date: "YYYY-MM-DD",
  time: "HH:MM:SS",
  datetime: "YYYY-MM-DD HH:MM:SS",
};

/** A list from which one value is chosen. Typing leads to an option, as in any list. */
function Choice({ shown, rules, value, typed, onEnter, onCancel }: CellEditorProps): ReactNode {
  const list = useId();
  const options: readonly (string | number | boolean | null)[] = [
    ...(rules.required ? [] : [null]),
    ...(rules.options ?? []),
  ];
  const labels = options.map((option) => (option === null ? "None" : labelOf(shown.look, option)));
  const [filter, setFilter] = useState(typed ?? "");
  const wanted = filter.toLowerCase();
  const found = options.map((_, i) => i).filter((i) => labels[i]?.toLowerCase().includes(wanted));
  const current = options.findIndex(
    (option) => option === value || (option !== null && String(option) === String(value)),
  );
  const [marked, setMarked] = useState<number | null>(null);
  const at =
    marked !== null && found.includes(marked) ? marked : found.includes(current) ? current : (found[0] ?? -1);
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView?.({ block: "nearest" });
  }, [list, at]);
  const take = (i: number, next: Next) => {
    const option = options[i];
    if (option !== undefined) onEnter(option, next);
  };
  return (
    <div className={styles.list}>
      <input
        onBlur={() => onCancel()}
        // biome-ignore lint/a11y/noAutofocus: somebody has opened it to type here
        autoFocus
        type="text"
        role="combobox"
        aria-label={`${shown.label || "Index"}: choose`}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={at < 0 ? undefined : `${list}-${at}`}
        autoComplete="off"
        value={filter}
        placeholder={labels[current] ?? "Choose"}
        onChange={(event) => {
          setFilter(event.target.value);
          setMarked(null);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          const next = ends(event);
          const place = found.indexOf(at);
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            setMarked(found[Math.min(found.length - 1, Math.max(0, place + step))] ?? null);
          } else if (next !== undefined) {
            event.preventDefault();
            if (at >= 0) take(at, next);
          } else if (event.key === "Escape") onCancel();
        }}
      />
      <Overlay className={styles.options} id={list} role="listbox" aria-label={shown.label || "Index"}>
        {found.slice(0, 500).map((i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus
          <div
            key={i}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === current}
            data-marked={i === at || undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(i, "stay")}
          >
            {labels[i]}
          </div>
        ))}
      </Overlay>
    </div>
  );
}

/** A list from which several values are chosen. */
function Choices({ shown, rules, value, onEnter, onCancel }: CellEditorProps): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]).map(String),
  );
  const list = useId();
  const [text, setText] = useState("");
  const known = (rules.options ?? []).map(String);
  const all = [...known, ...chosen.filter((each) => !known.includes(each))];
  const wanted = text.trim().toLowerCase();
  const found = all.filter((option) => labelOf(shown.look, option).toLowerCase().includes(wanted));
  const [marked, setMarked] = useState(0);
  const at = Math.min(marked, found.length - 1);
  const toggle = (option: string) =>
    setChosen((old) => (old.includes(option) ? old.filter((each) => each !== option) : [...old, option]));
  const leave = (next: Next) => {
    if (chosen.length === 0 && rules.required) return;
    onEnter(chosen, next);
  };
  return (
    <div className={styles.list}>
      <input
        onBlur={() => leave("stay")}
        // biome-ignore lint/a11y/noAutofocus: somebody has opened it to type here
        autoFocus
        type="text"
        role="combobox"
        aria-label={`${shown.label || "Index"}: choose some; Enter ends`}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={at < 0 ? undefined : `${list}-${at}`}
        autoComplete="off"
        value={text}
        placeholder={rules.new_options ? "Choose or enter" : "Choose"}
        onChange={(event) => {
          setText(event.target.value);
          setMarked(0);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          const option = found[at];
          const next = ends(event);
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setMarked(Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
          } else if (event.key === " " && option !== undefined && wanted === "") {
            event.preventDefault();
            toggle(option);
          } else if (event.key === "Enter" && wanted !== "") {
            event.preventDefault();
            if (option !== undefined) toggle(option);
            else if (rules.new_options) toggle(text.trim());
            setText("");
          } else if (next !== undefined) {
            event.preventDefault();
            leave(next);
          } else if (event.key === "Escape") onCancel();
        }}
      />
      <Overlay
        className={styles.options}
        id={list}
        role="listbox"
        aria-multiselectable="true"
        aria-label={shown.label || "Index"}
      >
        {found.slice(0, 500).map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus
          <div
            key={option}
            id={`${list}-${i}`}
            role="option"
            aria-selected={chosen.includes(option)}
            data-marked={i === at || undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => toggle(option)}
          >
            {labelOf(shown.look, option)}
          </div>
        ))}
      </Overlay>
    </div>
  );
}
