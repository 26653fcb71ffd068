import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import type { Props } from "../../contract";
import { useWidget } from "../../hooks";
import { Label } from "../../shared/Label";
import { Markdown } from "../../shared/Markdown";
import { problemOf, useForm } from "../form";
import styles from "./ButtonGroup.module.css";
import fieldStyles from "./Field.module.css";

interface ButtonGroupProps {
  readonly id: number;
  readonly props: Props<"pills" | "segmented_control">;
  /** Whether the options touch each other. */
  readonly joined: boolean;
}

/** Options side by side. Of one that is chosen alone, the arrow keys go to the next. */
export function ButtonGroup({ id, props, joined }: ButtonGroupProps): ReactNode {
  const { options, multiple, required, disabled, wrap, width } = props;
  const { value, send } = useWidget<readonly number[]>(id, {
    ...props,
    value: props.value as readonly number[],
  });
  const form = useForm();
  const label = useId();
  const group = useRef<HTMLDivElement>(null);
  const choose = (index: number) => {
    if (!value.includes(index)) send(multiple ? [...value, index] : [index]);
    else if (multiple || !required) send(value.filter((each) => each !== index));
  };
  const keys = (event: KeyboardEvent, index: number) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = (index + by + options.length) % options.length;
    group.current?.querySelectorAll<HTMLElement>("button[data-option]")[next]?.focus();
  };
  // One of them is in the tab order: the chosen one, else the first.
  const reached = value.find((index) => index < options.length) ?? 0;
  const problem = form?.tried ? problemOf(props, value) : null;
  return (
    <div className={fieldStyles.root}>
      <Label id={label} props={props} />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is set for a radiogroup only, which knows it. */}
      <div
        ref={group}
        role={multiple ? "group" : "radiogroup"}
        aria-labelledby={label}
        aria-required={(!multiple && required) || undefined}
        className={styles.options}
        data-joined={joined || undefined}
        data-wrap={wrap ?? undefined}
        data-stretch={width !== "content" || undefined}
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles know it.
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is its index, here as on the wire.
            key={index}
            type="button"
            role={multiple ? "checkbox" : "radio"}
            data-option=""
            aria-checked={value.includes(index)}
            tabIndex={index === reached ? 0 : -1}
            className={styles.option}
            disabled={disabled}
            onClick={() => choose(index)}
            onKeyDown={(event) => keys(event, index)}
          >
            <Markdown inline>{option}</Markdown>
          </button>
        ))}
        {options.length === 0 ? <span className={fieldStyles.none}>No options to choose from</span> : null}
      </div>
      {problem === null ? null : (
        <span className={`${fieldStyles.note} ${fieldStyles.problem}`} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
