import { memo, type ReactNode } from "react";
import type { ColumnLook } from "../../../protocol.gen";
import { Markdown } from "../../shared/Markdown";
import { isMissing, numberOf } from "../arrow";
import { itemText, placeholderOf, type ShownColumn } from "../cells";
import { cssColor } from "../cssColor";
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
            color={trendColor(look.color, value) ?? "var(--tr-primary-text)"}
          />
        );
      }
      break;
    case "list":
      if (Array.isArray(value)) return <Items values={value} options={null} />;
      break;
    case "selectbox":
      return <Text text={optionText(look.options, value) ?? shown.text(value)} />;
    case "multiselect":
      return <Items values={Array.isArray(value) ? value : [value]} options={look.options} />;
    case "markdown":
      return (
        <span className={styles.markdown}>
          <Markdown inline>{String(value)}</Markdown>
        </span>
      );
    case "audio":
    case "video":
      return <Media kind={look.type} source={String(value)} />;
    case "button":
      return <Buttons labels={Array.isArray(value) ? value : [value]} type={look.button_type} />;
  }
  if (column.kind === "bool" && look?.type === undefined) return <Check on={value === true} />;
  if (column.kind === "list" && Array.isArray(value)) return <Items values={value} options={null} />;
  return <Text text={shown.text(value)} />;
});

function Text({ text }: { readonly text: string }): ReactNode {
  return text.length > LONG ? <span title={text.slice(0, 2000)}>{text}</span> : text;
}

function Check({ on }: { readonly on: boolean }): ReactNode {
  return (
    <svg
      className={styles.check}
      data-box
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
  const color = trendColor(shown.look?.color ?? null, [0.5, part]);
  const format = numberFormat(shown.look?.format);
  const text = format ? format(value) : `${plain(part * 100, 0)}%`;
  // Room for the longest text of the column, so that all of its tracks are equally long.
  const room = format ? [format(low), format(high)].reduce((a, b) => (b.length > a.length ? b : a)) : "100%";
  return (
    <span className={styles.progress}>
      <span className={styles.bar}>
        <span style={{ width: `${part * 100}%`, ...(color ? { background: color } : {}) }} />
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

/** A sound or a video. The app has given its address. */
function Media({ kind, source }: { readonly kind: "audio" | "video"; readonly source: string }): ReactNode {
  if (!SAFE.test(source) && !source.startsWith(`data:${kind}/`)) return source;
  return kind === "audio" ? (
    // biome-ignore lint/a11y/useMediaCaption: an address is all that there is
    <audio className={styles.media} controls preload="none" src={source} tabIndex={-1} />
  ) : (
    // biome-ignore lint/a11y/useMediaCaption: an address is all that there is
    <video className={styles.media} controls preload="metadata" src={source} tabIndex={-1} />
  );
}

type Options = ColumnLook["options"];

/** The text of an option, if it has one of its own. */
export function optionText(options: Options, value: unknown): string | null {
  return options?.find(([option]) => option === value)?.[1] ?? null;
}

/** The colour of a chart: of "auto", green if its values rise and red if they fall. */
function trendColor(color: string | null, values: readonly unknown[]): string | null {
  if (color !== "auto" && color !== "auto-inverse") return color === null ? null : cssColor(color);
  const numbers = values.filter((value) => typeof value === "number");
  const rises = (numbers.at(-1) ?? 0) >= (numbers[0] ?? 0);
  return rises === (color === "auto") ? "var(--tr-green)" : "var(--tr-red)";
}

function Items({
  values,
  options,
}: {
  readonly values: readonly unknown[];
  readonly options: Options;
}): ReactNode {
  return (
    <span className={styles.items} title={values.length > 4 ? values.slice(0, 200).join(", ") : undefined}>
      {values.slice(0, 12).map((value, i) => {
        const color = options?.find(([option]) => option === value)?.[2];
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
            key={i}
            style={
              color ? { background: `color-mix(in oklab, ${cssColor(color)} 22%, transparent)` } : undefined
            }
          >
            {optionText(options, value) ?? itemText(value)}
          </span>
        );
      })}
      {values.length > 12 ? <span>{`+${values.length - 12}`}</span> : null}
    </span>
  );
}

function Buttons({
  labels,
  type,
}: {
  readonly labels: readonly unknown[];
  readonly type: string | null;
}): ReactNode {
  return (
    <span className={styles.buttons}>
      {labels.map((label, i) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place
          key={i}
          type="button"
          tabIndex={-1}
          className={styles.button}
          data-type={type ?? "secondary"}
          data-label={String(label)}
        >
          <Markdown inline>{String(label)}</Markdown>
        </button>
      ))}
    </span>
  );
}
