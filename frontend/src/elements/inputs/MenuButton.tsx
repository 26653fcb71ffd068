import styles from "./MenuButton.module.css";
import "@mantine/core/styles/Menu.layer.css";
import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import { Markdown } from "../shared/Markdown";
import { OpenButton } from "./parts/OpenButton";

/** A button that opens a menu. */
export default function MenuButton({ id, props }: ElementProps<"menu_button">): ReactNode {
  const fire = useTrigger(id);
  return (
    <Menu position="bottom-start" offset={4} shadow="md" disabled={props.disabled}>
      <Menu.Target>
        <OpenButton look={props} data-testid="stMenuButtonButton" />
      </Menu.Target>
      <Menu.Dropdown className={styles.list} data-testid="stMenuButtonBody">
        {props.options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two options may have one label.
          <Menu.Item key={index} onClick={() => fire(option)}>
            <Markdown inline>{option}</Markdown>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
