import styles from "./MenuButton.module.css";
import "@mantine/core/styles/Button.layer.css";
import "@mantine/core/styles/Menu.layer.css";
import { Button, Menu } from "@mantine/core";
import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import { Markdown } from "../shared/Markdown";
import { useHint } from "./hint";
import { Chevron } from "./parts/Chevron";
import { FieldIcon } from "./parts/Field";
import { VARIANTS } from "./parts/PressButton";
import pressStyles from "./parts/PressButton.module.css";

/** A button that opens a menu. */
export default function MenuButton({ id, props }: ElementProps<"menu_button">): ReactNode {
  const { label, options, help, disabled, icon, type, width, wrap } = props;
  const fire = useTrigger(id);
  const hint = useHint(help);
  return (
    <>
      <Menu position="bottom-start" offset={4} shadow="md" disabled={disabled}>
        <Menu.Target>
          <Button
            {...hint.anchor}
            className={pressStyles.root}
            variant={VARIANTS[type]}
            data-type={type}
            data-wrap={wrap ?? undefined}
            disabled={disabled}
            fullWidth={width !== "content"}
            leftSection={icon === null ? null : <FieldIcon icon={icon} />}
            rightSection={<Chevron />}
          >
            <Markdown inline>{label}</Markdown>
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.list}>
          {options.map((option, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two options may have one label.
            <Menu.Item key={index} onClick={() => fire(option)}>
              <Markdown inline>{option}</Markdown>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {hint.card}
    </>
  );
}
