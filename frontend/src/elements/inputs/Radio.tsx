import fieldStyles from "./parts/Field.module.css";
import styles from "./Radio.module.css";
import "@mantine/core/styles/Radio.layer.css";
import { Radio as Dot } from "@mantine/core";
import { type ReactNode, useId, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { Label } from "../shared/Label";
import { Markdown } from "../shared/Markdown";
import { Windowed } from "../shared/Windowed";

/** Options up to which all are drawn at once. */
const FEW = 200;

/** Options; a person chooses one. Native radio buttons: the arrow keys go from one to the next. */
export default function Radio({ id, props }: ElementProps<"radio">): ReactNode {
  const { options, captions, horizontal, disabled } = props;
  const { value, send } = useWidget<number | null>(id, props);
  const name = useId();
  const label = `${name}-label`;
  const indexes = useMemo(() => options.map((_, index) => index), [options]);
  const draw = (index: number) => {
    const caption = captions[index];
    const own = `${name}-${index}`;
    return (
      <label
        key={index}
        htmlFor={`${own}-input`}
        className={styles.option}
        data-testid="stRadioOption"
        data-baseweb="radio"
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
            <Markdown inline>{options[index] ?? ""}</Markdown>
          </span>
          {caption ? (
            <span id={`${own}-caption`} className={styles.caption} data-testid="stRadioCaption">
              <Markdown inline>{caption}</Markdown>
            </span>
          ) : null}
        </span>
      </label>
    );
  };
  return (
    <div role="radiogroup" aria-labelledby={label} className={fieldStyles.root}>
      <Label id={label} props={props} />
      <div className={styles.root} data-testid="stRadioGroup" data-horizontal={horizontal || undefined}>
        <Windowed ids={indexes} all={options.length <= FEW} draw={draw} />
        {options.length === 0 ? <span className={fieldStyles.none}>No options to choose from</span> : null}
      </div>
    </div>
  );
}
