import styles from "./Popover.module.css";
import "@mantine/core/styles/Popover.layer.css";
import { Popover as Floating } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import { OpenButton } from "../inputs/parts/OpenButton";
import flowStyles from "../shared/Flow.module.css";
import { useLayer } from "./layers";
import { useOpen } from "./useOpen";

/** A button that opens a container over the page. The content is rendered when it is first seen, and kept from then on. */
export default function Popover({ id, props }: ElementProps<"popover">): ReactNode {
  const [value, setOpen] = useOpen(id, props);
  const open = value && !props.disabled;
  useLayer(open);
  const [seen, setSeen] = useState(open);
  if (open && !seen) setSeen(true);
  const button = useRef<HTMLButtonElement>(null);
  const pressed = useCloseOutside(open, button, () => setOpen(false));
  const onKeyDown = (event: KeyboardEvent) => {
    // A list that is open in here takes the key for itself.
    const within = event.target instanceof Element && event.target.closest("[aria-expanded=true]") !== null;
    if (event.key !== "Escape" || event.defaultPrevented || within) return;
    event.stopPropagation();
    setOpen(false);
  };
  return (
    <Floating
      opened={open}
      position="bottom-start"
      offset={4}
      shadow="md"
      radius="md"
      trapFocus
      returnFocus
      keepMounted={seen}
      closeOnEscape={false}
      closeOnClickOutside={false}
      middlewares={{ shift: { padding: 8 }, flip: { padding: 8 } }}
    >
      <Floating.Target>
        <OpenButton
          ref={button}
          look={props}
          open={open}
          data-testid="stPopoverButton"
          onClick={() => setOpen(!open)}
        />
      </Floating.Target>
      <Floating.Dropdown
        className={`${styles.root} stPopoverBody`}
        data-testid="stPopoverBody"
        style={{ minWidth: button.current?.offsetWidth }}
        onKeyDown={onKeyDown}
        {...pressed}
      >
        {/* The focus begins here, so that Tab leads to the first element, and no keyboard covers a small screen. */}
        <div
          className={`${flowStyles.root} ${styles.flow} stVerticalBlock`}
          data-testid="stVerticalBlock"
          tabIndex={-1}
          data-autofocus
        >
          {seen ? <Children id={id} /> : null}
        </div>
      </Floating.Dropdown>
    </Floating>
  );
}

/**
 * Close what floats over the page at a press outside of it. What opens out of it (a list of options, a calendar) stands
 * elsewhere in the page, but React tells its presses to the box that it belongs to.
 */
function useCloseOutside(
  open: boolean,
  button: { readonly current: HTMLElement | null },
  close: () => void,
): { readonly onPointerDownCapture: () => void } {
  const inside = useRef(false);
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!open) return;
    const pressed = (event: PointerEvent) => {
      const own = inside.current || button.current?.contains(event.target as Node);
      inside.current = false;
      if (!own) latest.current();
    };
    document.addEventListener("pointerdown", pressed);
    return () => document.removeEventListener("pointerdown", pressed);
  }, [open, button]);
  return {
    onPointerDownCapture: () => {
      inside.current = true;
    },
  };
}
