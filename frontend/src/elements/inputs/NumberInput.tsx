import { Input } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ElementProps, Props } from "../contract";
import { useUnsent, useWidget } from "../hooks";
import { problemOf, useForm } from "./form";
import styles from "./NumberInput.module.css";
import { Field, FieldIcon } from "./parts/Field";
import { decimalsOf, formatNumber } from "./printf";

/** A number to type, or to step by the buttons and the arrow keys. */
export default function NumberInput({ id, props }: ElementProps<"number_input">): ReactNode {
  const { min, max, format, integer, placeholder, icon, disabled, required } = props;
  const { value, send, sendSoon, submitForm } = useWidget<number | null>(id, props);
  const form = useForm();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const text = draft ?? (value === null ? "" : formatNumber(value, format));

  const take = (typed: string, final: boolean): boolean => {
    const number = parse(typed);
    const problem =
      number === null && required
        ? problemOf(props, null)
        : number === undefined
          ? WORDS
          : wrong(number, props);
    if (problem !== null) {
      if (final) setRefused(problem);
      return false;
    }
    setRefused(null);
    if (number !== value) send(number as number | null);
    return true;
  };
  const type = (typed: string) => {
    setDraft(typed);
    setRefused(null);
    // In a form every key counts, as the submit may come from anywhere.
    if (form !== null) take(typed, false);
  };
  const commit = (): boolean => {
    if (draft === null) return true;
    const taken = take(draft, true);
    if (taken) setDraft(null);
    return taken;
  };
  const go = (sign: 1 | -1) => {
    const typed = draft === null ? value : (parse(draft) ?? value);
    const next = stepped(typed, sign, props);
    setDraft(null);
    setRefused(null);
    if (next !== value) sendSoon(next);
  };
  useUnsent(id, draft !== null, commit);
  const enter = () => {
    if (commit() && form?.enter && form.ready()) submitForm();
  };
  const pending = draft !== null && parse(draft) !== value;
  const hint = focused && (form === null ? pending && "apply" : form.enter && "submit the form");
  const here = value ?? 0;
  return (
    <Field
      props={props}
      problem={refused ?? (form?.tried ? problemOf(props, value) : null)}
      hint={
        hint ? (
          <>
            Press <kbd>Enter</kbd> to {hint}
          </>
        ) : null
      }
    >
      {({ id: input, describedBy, invalid }) => (
        <Input
          className={styles.root}
          id={input}
          data-testid="stNumberInputField"
          wrapperProps={{ "data-testid": "stNumberInputContainer", "data-baseweb": "input" }}
          role="spinbutton"
          inputMode={integer && (min ?? -1) >= 0 ? "numeric" : "decimal"}
          autoComplete="off"
          value={text}
          disabled={disabled}
          required={required}
          error={invalid}
          placeholder={placeholder ?? undefined}
          aria-valuenow={value ?? undefined}
          aria-valuemin={min ?? undefined}
          aria-valuemax={max ?? undefined}
          aria-valuetext={value === null ? undefined : formatNumber(value, format)}
          aria-describedby={describedBy}
          leftSection={icon === null ? null : <FieldIcon icon={icon} />}
          rightSection={
            <span className={styles.steps}>
              <Step
                sign={-1}
                disabled={disabled || (min !== null && value !== null && here <= min)}
                go={go}
              />
              <Step sign={1} disabled={disabled || (max !== null && value !== null && here >= max)} go={go} />
            </span>
          }
          rightSectionWidth="4.375rem"
          rightSectionPointerEvents="auto"
          onChange={(event) => type(event.currentTarget.value)}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            commit();
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter") enter();
            else if (event.key === "ArrowUp") go(1);
            else if (event.key === "ArrowDown") go(-1);
            else return;
            event.preventDefault();
          }}
        />
      )}
    </Field>
  );
}

interface StepProps {
  readonly sign: 1 | -1;
  readonly disabled: boolean;
  readonly go: (sign: 1 | -1) => void;
}

/** Not in the tab order: the arrow keys do the same. */
function Step({ sign, disabled, go }: StepProps): ReactNode {
  return (
    <button
      type="button"
      tabIndex={-1}
      data-testid={sign > 0 ? "stNumberInputStepUp" : "stNumberInputStepDown"}
      aria-label={sign > 0 ? "Increase" : "Decrease"}
      disabled={disabled}
      // The focus stays where it is, so that what was typed is not sent before the step.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => go(sign)}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={sign > 0 ? "M8 3.5v9M3.5 8h9" : "M3.5 8h9"} />
      </svg>
    </button>
  );
}

const WORDS = "This is not a number.";

type Numbers = Props<"number_input">;

/** A number as people write it: with a comma or a point, with groups. Null for nothing, undefined for no number. */
export function parse(text: string): number | null | undefined {
  let plain = text
    .trim()
    .replace(/[\s_’']/g, "")
    .replace(/^−/, "-");
  if (plain === "") return null;
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replace(/,/g, "");
  else plain = plain.replace(/^([-+]?\d*),(\d*)$/, "$1.$2");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return undefined;
  return Number(plain);
}

function wrong(number: number | null | undefined, { min, max, integer, format }: Numbers): string | null {
  if (number === null || number === undefined) return null;
  if (!Number.isFinite(number)) return "This number is too large.";
  if (integer && !Number.isInteger(number)) return "This must be a whole number.";
  if (integer && !Number.isSafeInteger(number)) return "This number is too large.";
  if (min !== null && number < min) return `This must be at least ${formatNumber(min, format)}.`;
  if (max !== null && number > max) return `This must be at most ${formatNumber(max, format)}.`;
  return null;
}

/** The next number in a direction, free of what binary fractions add: 0.1 + 0.2 is 0.3 here. */
function stepped(value: number | null, sign: 1 | -1, { min, max, step, format }: Numbers): number {
  const from = value ?? Math.min(Math.max(0, min ?? 0), max ?? Number.POSITIVE_INFINITY);
  const places = Math.max(places10(step), places10(from), decimalsOf(format) ?? 0);
  const next = value === null ? from : Number((from + sign * step).toFixed(Math.min(places, 20)));
  return Math.min(Math.max(next, min ?? Number.NEGATIVE_INFINITY), max ?? Number.POSITIVE_INFINITY);
}

function places10(number: number): number {
  const [digits = "", exponent = "0"] = String(number).split("e");
  return Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
}
