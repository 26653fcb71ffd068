import fieldStyles from "./parts/Field.module.css";
import styles from "./Radio.module.css";
import "@mantine/core/styles/Radio.layer.css";
import { Radio as Dot } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { Label } from "../shared/Label";
import { Markdown } from "../shared/Markdown";

/** Options of which one is chosen. Native radio buttons: the arrow keys go from one to the next. */
export default function Radio({ id, props }: ElementProps<"radio">): ReactNode {
  const { options, captions, horizontal, disabled } = props;
  const { value, send } = useWidget<number | null>(id, props);
  const name = useId();
  const label = `${name}-label`;
  return (
    <div role="radiogroup" aria-labelledby={label} className={fieldStyles.root}>
      <Label id={label} props={props} />
      <div className={styles.root} data-horizontal={horizontal || undefined}>
        {options.map((option, index) => {
          const caption = captions[index];
          const own = `${name}-${index}`;
          return (
            <label
              // biome-ignore lint/suspicious/noArrayIndexKey: an option is its index, here as on the wire.
              key={index}
              htmlFor={`${own}-input`}
              className={styles.option}
              data-disabled={disabled || undefined}
            >
              <Dot
                id={`${own}-input`}
                name={name}
                checked={value === index}
                disabled={disabled}
                aria-labelledby={own}
                aria-describedby={caption ? `${own}-caption` : undefined}
                onChange={() => send(index)}
              />
              <span>
                <span id={own}>
                  <Markdown inline>{option}</Markdown>
                </span>
                {caption ? (
                  <span id={`${own}-caption`} className={styles.caption}>
                    <Markdown inline>{caption}</Markdown>
                  </span>
                ) : null}
              </span>
            </label>
          );
        })}
        {options.length === 0 ? <span className={fieldStyles.none}>No options to choose from</span> : null}
      </div>
    </div>
  );
}
