import styles from "./ColorPicker.module.css";
import "@mantine/core/styles/ColorSwatch.layer.css";
import "@mantine/core/styles/ColorPicker.layer.css";
import "@mantine/core/styles/ColorInput.layer.css";
import { ColorInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { Field } from "./parts/Field";

const COLOR = /^#(?:[0-9a-f]{3}){1,2}$/i;

/** How long (ms) a hand that drags or types must rest before the colour is sent. */
const PAUSE = 250;

/** A field for a colour. A click opens a picture to choose it in. */
export default function ColorPicker({ id, props }: ElementProps<"color_picker">): ReactNode {
  const { value, sendSoon } = useWidget<string>(id, props);
  const [unfinished, setUnfinished] = useState<string | null>(null);
  const change = (next: string) => {
    const whole = COLOR.test(next);
    setUnfinished(whole ? null : next);
    if (whole && next !== value) sendSoon(next, PAUSE);
  };
  return (
    <Field props={props} className={`${styles.root}`}>
      {({ id: input }) => (
        <ColorInput
          id={input}
          value={unfinished ?? String(value)}
          disabled={props.disabled}
          fixOnBlur={false}
          eyeDropperButtonProps={{ "aria-label": "Pick from the screen" }}
          onChange={change}
          onBlur={() => setUnfinished(null)}
        />
      )}
    </Field>
  );
}
