import styles from "./PressButton.module.css";
import "@mantine/core/styles/Button.layer.css";
import { Button } from "@mantine/core";
import { type ReactNode, use, useRef } from "react";
import type { Props } from "../../contract";
import { Markdown } from "../../shared/Markdown";
import { FormContext } from "../form";
import { useHint } from "../hint";
import { shown, spoken, useShortcut } from "../shortcut";
import { FieldIcon } from "./Field";

export const VARIANTS = { primary: "filled", secondary: "default", tertiary: "subtle" } as const;

interface PressButtonProps {
  readonly props: Omit<Props<"button">, "value" | "bind" | "key" | "label_visibility">;
  readonly onPress: () => void;
  /** Whether it is at work, and cannot be pressed again. */
  readonly busy?: boolean;
  /** If set, it is a link to this address, which a browser opens itself. */
  readonly href?: string | undefined;
}

/** What a person can press, by the mouse or by keys. */
export function PressButton({ props, onPress, busy = false, href }: PressButtonProps): ReactNode {
  const { label, help, disabled, icon, icon_position: side, shortcut, type, width, wrap } = props;
  const root = useRef<HTMLAnchorElement & HTMLButtonElement>(null);
  const press = () => {
    if (!disabled && !busy) onPress();
  };
  // A browser follows a link that is clicked; the click is a press, too.
  const linked = href !== undefined && !disabled;
  useShortcut(disabled ? null : shortcut, linked ? () => root.current?.click() : press);
  const hint = useHint(help);
  // Only the button that sends a form can stand in one.
  const mark = use(FormContext) === null ? type : `${type}FormSubmit`;
  const sign = icon === null ? null : <FieldIcon icon={icon} />;
  const link = linked ? ({ component: "a", href, target: "_blank", rel: "noopener" } as const) : {};
  return (
    <>
      <Button
        {...hint.anchor}
        {...link}
        ref={root}
        className={styles.root}
        variant={VARIANTS[type]}
        data-type={type}
        data-testid={`${linked ? "stBaseLinkButton" : "stBaseButton"}-${mark}`}
        {...{ kind: mark }} // as in Streamlit, where style sheets of apps find it by that
        data-wrap={wrap ?? undefined}
        disabled={disabled}
        loading={busy}
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
      </Button>
      {hint.card}
    </>
  );
}
