import { CloseButton, Input, Popover } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useUnsent } from "../../hooks";
import type { LabelProps } from "../../shared/Label";
import { problemOf, useForm } from "../form";
import { Field } from "./Field";
import styles from "./MomentField.module.css";

interface MomentFieldProps {
  readonly id: number;
  /** What style sheets of apps call it; the names of its parts begin with that. */
  readonly name: string;
  readonly props: LabelProps["props"] & {
    readonly disabled: boolean;
    readonly required: boolean;
    readonly clearable: boolean;
  };
  /** The value, and the text that shows it; empty if there is none. */
  readonly value: unknown;
  readonly text: string;
  /** How a value is typed. */
  readonly pattern: string;
  /** Take what is typed, unless `dry`. Returns what is wrong with it, null if nothing is. */
  readonly take: (typed: string, dry: boolean) => string | null;
  readonly submitForm: () => boolean;
  /** The calendar; `close` closes it when all is chosen. */
  readonly calendar: (close: () => void) => ReactNode;
  /** Called when a person closes the calendar. */
  readonly onClose?: () => void;
}

/** A text field with a calendar below. */
export function MomentField(field: MomentFieldProps): ReactNode {
  const { id, name, props, text, take, value } = field;
  const { disabled, required, clearable } = props;
  const form = useForm();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const dropdown = useRef<HTMLDivElement>(null);

  const close = () => {
    if (open) field.onClose?.();
    setOpen(false);
  };
  const commit = (): boolean => {
    if (draft === null || draft === text) {
      setDraft(null);
      return true;
    }
    const wrong = draft.trim() === "" && !clearable ? null : take(draft, false);
    setProblem(wrong);
    if (wrong === null) setDraft(null);
    return wrong === null;
  };
  useUnsent(id, draft !== null && draft !== text, commit);
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      setOpen(true);
      // The calendar is on the page by then.
      requestAnimationFrame(() => firstOf(dropdown.current)?.focus());
    } else if (event.key === "Enter") {
      if (!commit()) return;
      close();
      if (form?.enter && form.ready()) field.submitForm();
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
  };
  const leave = (event: FocusEvent) => {
    if (event.currentTarget === input.current) commit();
    const to = event.relatedTarget;
    if (!dropdown.current?.contains(to) && to !== input.current) close();
  };
  const shown = draft ?? text;
  const missing = form?.tried ? problemOf(props, value) : null;
  return (
    <Field props={props} problem={problem ?? missing}>
      {({ id: own, describedBy, invalid }) => (
        <Popover
          opened={open && !disabled}
          position="bottom-start"
          offset={4}
          shadow="md"
          transitionProps={{ transition: "fade-down", duration: 90 }}
          // The field keeps its own id, which its label names.
          withRoles={false}
          closeOnEscape={false}
          closeOnClickOutside={false}
        >
          <Popover.Target>
            <Input
              ref={input}
              id={own}
              wrapperProps={{ "data-testid": `${name}Field`, "data-baseweb": "input" }}
              value={shown}
              placeholder={field.pattern}
              autoComplete="off"
              spellCheck={false}
              disabled={disabled}
              required={required}
              error={invalid}
              aria-describedby={describedBy}
              aria-haspopup="dialog"
              rightSection={
                clearable && shown !== "" && !disabled ? (
                  <CloseButton
                    size="sm"
                    tabIndex={-1}
                    data-testid={`${name}ClearButton`}
                    aria-label="Clear"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => {
                      setDraft(null);
                      setProblem(null);
                      take("", false);
                    }}
                  />
                ) : (
                  <CalendarIcon />
                )
              }
              rightSectionPointerEvents={clearable && shown !== "" && !disabled ? "auto" : "none"}
              onClick={() => setOpen(true)}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setDraft(typed);
                setProblem(null);
                // In a form every key counts, as the submit may come from anywhere.
                if (form !== null && take(typed, true) === null) take(typed, false);
              }}
              onKeyDown={keys}
              onBlur={leave}
            />
          </Popover.Target>
          <Popover.Dropdown
            ref={dropdown}
            className={styles.dropdown}
            data-testid={`${name}Calendar`}
            onBlur={leave}
            onMouseDown={(event) => {
              // The field keeps the focus, except from what is operated by keys.
              if (!(event.target as HTMLElement).closest("select, input")) event.preventDefault();
            }}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              input.current?.focus();
              close();
            }}
          >
            {field.calendar(() => {
              setDraft(null);
              setProblem(null);
              setOpen(false);
            })}
          </Popover.Dropdown>
        </Popover>
      )}
    </Field>
  );
}

/** The day that the keyboard begins at. */
function firstOf(calendar: HTMLElement | null): HTMLElement | null {
  for (const which of ["[data-selected]", "[data-today]", ""]) {
    const day = calendar?.querySelector<HTMLElement>(`.mantine-DatePicker-day${which}:not([disabled])`);
    if (day) return day;
  }
  return null;
}

function CalendarIcon(): ReactNode {
  return (
    <svg className={styles.icon} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M2.5 6.5h11M5.5 1.75v2.5M10.5 1.75v2.5M3.75 3h8.5c.7 0 1.25.55 1.25 1.25v8c0 .7-.55 1.25-1.25 1.25h-8.5c-.7 0-1.25-.55-1.25-1.25v-8C2.5 3.55 3.05 3 3.75 3z" />
    </svg>
  );
}
