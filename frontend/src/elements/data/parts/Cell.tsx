import { memo, type ReactNode } from "react";
import { isMissing, numberOf } from "../arrow";
import { itemText, placeholderOf, type ShownColumn } from "../cells";
import { numberFormat, plain } from "../numbers";
import styles from "./Cell.module.css";
import { Sparkline } from "./Sparkline";

interface CellProps {
  readonly shown: ShownColumn;
  readonly value: unknown;
  /** What the app wants there in place of the value's text. */
  readonly given: string | null;
  readonly placeholder: string | null;
}

const LONG = 24;

/** What stands in a cell. */
export const CellContent = memo(function CellContent(props: CellProps): ReactNode {
  const { shown, value, given, placeholder } = props;
  const { look, column } = shown;
  if (given !== null) return <Text text={given} />;
  if (isMissing(value)) {
    return <span className={styles.missing}>{placeholderOf(column, value, placeholder)}</span>;
  }
  switch (look?.type) {
    case "checkbox":
      return <Check on={Boolean(value)} />;
    case "progress":
      if (column.kind === "int" || column.kind === "float")
        return <Progress shown={shown} value={numberOf(column, value)} />;
      break;
    case "link":
      return <Link shown={shown} value={value} />;
    case "image":
      return <Image source={String(value)} />;
    case "json":
      return <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>;
    case "line_chart":
    case "bar_chart":
    case "area_chart":
      if (Array.isArray(value)) {
        return (
          <Sparkline
            values={value.map((item) => (typeof item === "number" && Number.isFinite(item) ? item : null))}
            type={look.type === "bar_chart" ? "bar" : look.type === "area_chart" ? "area" : "line"}
            min={look.min}
            max={look.max}
            color={look.color ?? "var(--tr-primary-text)"}
          />
        );
      }
      break;
    case "list":
      if (Array.isArray(value)) return <Items values={value} />;
  }
  if (column.kind === "bool" && look?.type === undefined) return <Check on={value === true} />;
  if (column.kind === "list" && Array.isArray(value)) return <Items values={value} />;
  return <Text text={shown.text(value)} />;
});

function Text({ text }: { readonly text: string }): ReactNode {
  return text.length > LONG ? <span title={text.slice(0, 2000)}>{text}</span> : text;
}

function Check({ on }: { readonly on: boolean }): ReactNode {
  return (
    <svg
      className={styles.check}
      data-on={on || undefined}
      viewBox="0 0 16 16"
      role="img"
      aria-label={on ? "yes" : "no"}
    >
      <path d={on ? "M3.2 8.6l3.3 3.3 6.3-7.4" : "M5.5 8h5"} />
    </svg>
  );
}

function Progress({ shown, value }: { readonly shown: ShownColumn; readonly value: number }): ReactNode {
  const low = shown.look?.min ?? 0;
  const high = shown.look?.max ?? (shown.column.kind === "int" ? 100 : 1);
  const part = high === low ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)));
  const format = numberFormat(shown.look?.format);
  const text = format ? format(value) : `${plain(part * 100, 0)}%`;
  // Room for the longest text of the column, so that all of its tracks are equally long.
  const room = format ? [format(low), format(high)].reduce((a, b) => (b.length > a.length ? b : a)) : "100%";
  return (
    <span className={styles.progress}>
      <span className={styles.bar}>
        <span
          style={{ width: `${part * 100}%`, ...(shown.look?.color ? { background: shown.look.color } : {}) }}
        />
      </span>
      <span className={styles.amount} data-room={room}>
        {text}
      </span>
    </span>
  );
}

/** Only what leads to a web page or a mail program: a table's texts may come from anyone. */
const SAFE = /^(https?:|mailto:|tel:|\/|#|\.)/i;

function Link({ shown, value }: { readonly shown: ShownColumn; readonly value: unknown }): ReactNode {
  const address = String(value);
  if (!SAFE.test(address)) return address;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
      {linkText(address, shown.look?.display_text ?? null)}
    </a>
  );
}

/** `display_text` is the text itself, or a pattern whose group in the address is. */
export function linkText(address: string, display: string | null): string {
  if (display === null) return address;
  if (!/[()\\^$*+?]/.test(display)) return display;
  try {
    const found = new RegExp(display).exec(address)?.[1];
    return found === undefined ? address : decodeURI(found);
  } catch {
    return address; // no regular expression after all, or a broken escape in the address
  }
}

function Image({ source }: { readonly source: string }): ReactNode {
  return <img src={source} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" />;
}

function Items({ values }: { readonly values: readonly unknown[] }): ReactNode {
  return (
    <span className={styles.items} title={values.length > 4 ? values.slice(0, 200).join(", ") : undefined}>
      {values.slice(0, 12).map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <span key={i}>{itemText(value)}</span>
      ))}
      {values.length > 12 ? <span>{`+${values.length - 12}`}</span> : null}
    </span>
  );
}
