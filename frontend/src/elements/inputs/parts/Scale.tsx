import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from "react";
import { useWidget } from "../../hooks";
import { Label, type LabelProps } from "../../shared/Label";
import fieldStyles from "./Field.module.css";
import styles from "./Scale.module.css";

type Values = readonly number[];

/** A page key goes a tenth of the scale. */
const PAGE = 10;
/** The part of the scale at each end where bubbles lean. */
const EDGE = 0.15;

/** Positions along which handles are dragged. */
export interface Positions {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** "float" for positions that are no whole numbers. */
  readonly type: string;
}

interface ScaleProps {
  readonly id: number;
  readonly props: LabelProps["props"] & { readonly value: Values; readonly disabled: boolean };
  readonly positions: Positions;
  /** A position as a person reads it. */
  readonly show: (position: number) => string;
}

/** A handle on a scale, or two. While it is dragged, the app follows whenever the hand pauses. */
export function Scale({ id, props, positions, show }: ScaleProps): ReactNode {
  const { disabled } = props;
  const { min, max } = positions;
  const { value, send, sendSoon } = useWidget<Values>(id, props);
  const track = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const label = useId();
  const several = value.length > 1;

  const move = (thumb: number, to: number): Values => {
    const next = value.slice();
    next[thumb] = clamp(to, value[thumb - 1] ?? min, value[thumb + 1] ?? max);
    if (next[thumb] !== value[thumb]) sendSoon(next);
    return next;
  };
  const at = (event: PointerEvent): number => {
    const box = (track.current as HTMLDivElement).getBoundingClientRect();
    const part = box.width === 0 ? 0 : clamp((event.clientX - box.left) / box.width, 0, 1);
    const rtl = getComputedStyle(track.current as HTMLDivElement).direction === "rtl";
    return snapped(min + (rtl ? 1 - part : part) * (max - min), positions);
  };
  const grab = (event: PointerEvent<HTMLDivElement>) => {
    if (disabled || event.button !== 0) return;
    const to = at(event);
    const thumb = nearest(value, to, max);
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
    track.current?.querySelectorAll<HTMLElement>("[role=slider]")[thumb]?.focus({ preventScroll: true });
    setHeld(thumb);
    move(thumb, to);
  };
  const drag = (event: PointerEvent) => {
    if (held !== null) move(held, at(event));
  };
  const drop = (event: PointerEvent) => {
    if (held === null) return;
    setHeld(null);
    send(move(held, at(event)));
  };
  const key = (thumb: number, event: KeyboardEvent) => {
    const to = keyed(event.key, value[thumb] as number, positions);
    if (to === undefined || disabled) return;
    event.preventDefault();
    move(thumb, to);
  };

  const place = (number: number) => (max === min ? 0 : (clamp(number, min, max) - min) / (max - min));
  const parts = value.map(place);
  const from = several ? (parts[0] as number) : 0;
  const to = parts.at(-1) as number;
  // Two bubbles that would cover each other become one.
  const close = several && to - from < 0.22;
  return (
    <div
      className={`${fieldStyles.root} ${styles.root}`}
      data-disabled={disabled || undefined}
      data-held={held !== null || undefined}
      {...(several ? { role: "group", "aria-labelledby": label } : {})}
    >
      <Label id={label} props={props} />
      {/* The pointer works on the whole bar; the keyboard on the handles, which are in the tab order. */}
      <div
        className={styles.bar}
        onPointerDown={grab}
        onPointerMove={drag}
        onPointerUp={drop}
        onPointerCancel={drop}
      >
        <div ref={track} className={styles.track}>
          <div
            className={styles.fill}
            // One handle's part begins where the scale does, which is a little before its first position.
            style={{
              insetInlineStart: several ? percent(from) : "-0.5625rem",
              insetInlineEnd: percent(1 - to),
            }}
          />
          {value.map((number, thumb) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a handle is its index.
              key={thumb}
              role="slider"
              tabIndex={disabled ? -1 : 0}
              className={styles.thumb}
              style={{ insetInlineStart: percent(parts[thumb] as number) }}
              aria-labelledby={several ? undefined : label}
              aria-label={several ? ["From", "To"][thumb] : undefined}
              aria-valuenow={number}
              aria-valuemin={value[thumb - 1] ?? min}
              aria-valuemax={value[thumb + 1] ?? max}
              aria-valuetext={show(number)}
              aria-disabled={disabled || undefined}
              onKeyDown={(event) => key(thumb, event)}
            />
          ))}
          {close ? (
            <Bubble
              at={(from + to) / 2}
            >{`${show(value[0] as number)} – ${show(value[1] as number)}`}</Bubble>
          ) : (
            value.map((number, thumb) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a handle is its index.
              <Bubble key={thumb} at={parts[thumb] as number}>
                {show(number)}
              </Bubble>
            ))
          )}
        </div>
      </div>
      <div className={styles.ends} data-testid="stSliderTickBar" aria-hidden="true">
        <span>{show(min)}</span>
        <span>{show(max)}</span>
      </div>
    </div>
  );
}

/** The value above a handle. Near an end of the scale it leans inwards, so that nothing cuts it. */
function Bubble({ at, children }: { readonly at: number; readonly children: string }): ReactNode {
  const lean = 0.5 * clamp(at / EDGE, 0, 1) + 0.5 * clamp(1 - (1 - at) / EDGE, 0, 1);
  return (
    <output
      className={styles.bubble}
      data-testid="stSliderThumbValue"
      style={{ insetInlineStart: percent(at), transform: `translateX(${-lean * 100}%)` }}
    >
      {children}
    </output>
  );
}

const percent = (part: number) => `${part * 100}%`;
const clamp = (number: number, low: number, high: number) => Math.min(Math.max(number, low), high);

/** The nearest position on the scale. Its ends are positions even if no whole number of steps leads there. */
export function snapped(number: number, { min, max, step, type }: Positions): number {
  const steps = Math.round((number - min) / step);
  const on = clamp(min + steps * step, min, max);
  const best = Math.abs(max - number) < Math.abs(on - number) ? max : on;
  return type === "float" ? tidy(best, step, min) : Math.round(best);
}

/** A number without what binary fractions add. */
function tidy(number: number, step: number, min: number): number {
  const places = (n: number) => {
    const [digits = "", exponent = "0"] = String(n).split("e");
    return Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
  };
  return Number(number.toFixed(Math.min(20, Math.max(places(step), places(min)))));
}

function keyed(key: string, from: number, positions: Positions): number | undefined {
  const { min, max, step } = positions;
  const big = Math.max(step, Math.round((max - min) / PAGE / step) * step);
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return snapped(from + step, positions);
    case "ArrowLeft":
    case "ArrowDown":
      return snapped(from - step, positions);
    case "PageUp":
      return snapped(from + big, positions);
    case "PageDown":
      return snapped(from - big, positions);
    case "Home":
      return min;
    case "End":
      return max;
    default:
      return undefined;
  }
}

/** The handle that is meant: the nearest; of two at one place, the one that can go there. */
function nearest(value: Values, to: number, max: number): number {
  const [first = 0, second] = value;
  if (second === undefined) return 0;
  if (first === second) return to < first || first === max ? 0 : 1;
  return Math.abs(to - first) <= Math.abs(to - second) ? 0 : 1;
}
