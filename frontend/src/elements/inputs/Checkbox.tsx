import styles from "./Checkbox.module.css";
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Checkbox as Box, Switch } from "@mantine/core";
import { type ChangeEvent, type ReactNode, useId } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { Label } from "../shared/Label";

/** A box to tick, or a switch, with its label beside it. */
export default function Checkbox({ id, props }: ElementProps<"checkbox">): ReactNode {
  const { value, send } = useWidget<boolean>(id, props);
  const input = useId();
  const shared = {
    id: input,
    checked: value,
    disabled: props.disabled,
    onChange: (event: ChangeEvent<HTMLInputElement>) => send(event.currentTarget.checked),
  };
  return (
    <div
      className={styles.root}
      data-baseweb="checkbox"
      data-toggle={props.toggle || undefined}
      data-wrap={props.wrap ?? undefined}
    >
      {props.toggle ? <Switch {...shared} withThumbIndicator={false} /> : <Box {...shared} />}
      <Label htmlFor={input} props={props} />
    </div>
  );
}
