import styles from "./Button.module.css";
import "@mantine/core/styles/Button.layer.css";
import { Button as MantineButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import { Markdown } from "../shared/Markdown";
import { useForm } from "./form";
import { useHint } from "./hint";
import { FieldIcon } from "./parts/Field";
import { shown, spoken, useShortcut } from "./shortcut";

const VARIANTS = { primary: "filled", secondary: "default", tertiary: "subtle" } as const;

/** A button, or the one that submits the form around it. */
export default function Button({ id, props }: ElementProps<"button" | "form_submit_button">): ReactNode {
  const { label, help, disabled, icon, icon_position: side, shortcut, type, width, wrap } = props;
  const fire = useTrigger(id);
  const form = useForm();
  const press = () => {
    if (!disabled && (form === null || form.ready())) fire();
  };
  useShortcut(disabled ? null : shortcut, press);
  const hint = useHint(help);
  const sign = icon === null ? null : <FieldIcon icon={icon} />;
  return (
    <>
      <MantineButton
        {...hint.anchor}
        className={styles.root}
        variant={VARIANTS[type]}
        data-type={type}
        data-wrap={wrap ?? undefined}
        disabled={disabled}
        fullWidth={width !== "content"}
        leftSection={side === "left" ? sign : null}
        rightSection={side === "right" ? sign : null}
        {...(shortcut === null ? {} : { "aria-keyshortcuts": spoken(shortcut) })}
        onClick={press}
      >
        <Markdown inline>{label}</Markdown>
        {shortcut === null ? null : (
          <span className={styles.keys} aria-hidden="true">
            {shown(shortcut)}
          </span>
        )}
      </MantineButton>
      {hint.card}
    </>
  );
}
