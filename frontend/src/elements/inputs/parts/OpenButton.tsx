import "@mantine/core/styles/Button.layer.css";
import { Button } from "@mantine/core";
import type { ComponentPropsWithRef, ReactNode } from "react";
import type { Props } from "../../contract";
import { Markdown } from "../../shared/Markdown";
import { useHint } from "../hint";
import { Chevron } from "./Chevron";
import { FieldIcon } from "./Field";
import { VARIANTS } from "./PressButton";
import styles from "./PressButton.module.css";

interface OpenButtonProps extends Omit<ComponentPropsWithRef<typeof Button<"button">>, "children"> {
  readonly look: Pick<Props<"popover">, "label" | "help" | "disabled" | "icon" | "type" | "wrap" | "width">;
  readonly open?: boolean;
}

/** A button that opens something. What opens gives it the rest of its properties. */
export function OpenButton({ look, open, ...rest }: OpenButtonProps): ReactNode {
  const { label, help, disabled, icon, type, wrap, width } = look;
  const hint = useHint(help);
  return (
    <>
      <Button
        {...hint.anchor}
        {...rest}
        className={styles.root}
        variant={VARIANTS[type]}
        data-type={type}
        {...{ kind: type }} // as in Streamlit, where style sheets of apps find it by that
        data-wrap={wrap ?? undefined}
        aria-expanded={open}
        disabled={disabled}
        fullWidth={width !== "content"}
        leftSection={icon === null ? null : <FieldIcon icon={icon} />}
        rightSection={<Chevron />}
      >
        <Markdown inline>{label}</Markdown>
      </Button>
      {hint.card}
    </>
  );
}
