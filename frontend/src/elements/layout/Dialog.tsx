import flowStyles from "../shared/Flow.module.css";
import styles from "./Dialog.module.css";
import "@mantine/core/styles/Modal.layer.css";
import { Modal } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Children } from "../Children";
import type { ElementProps, Props } from "../contract";
import { useTrigger } from "../hooks";
import { InDialog } from "../inputs/shortcut";
import { Icon } from "../shared/Icon";
import { Markdown } from "../shared/Markdown";
import { RunIndicator } from "../shared/RunIndicator";
import { Layers, useLayers } from "./layers";
import { useFadeOut } from "./useFadeOut";

type Width = Props<"dialog">["width"];

const WIDTHS: Readonly<Record<Exclude<Width, number>, number>> = { small: 500, medium: 750, large: 1280 };

/** Above the sidebar of a narrow window (300) and below what opens out of a dialog: lists of options, notifications. */
const LAYER = 310;

/** How it comes and goes. A panel slides in from its side. */
const MOTIONS = {
  center: {
    in: { opacity: 1, transform: "none" },
    out: { opacity: 0, transform: "translateY(0.75rem) scale(0.98)" },
    transitionProperty: "opacity, transform",
  },
  left: {
    in: { transform: "none" },
    out: { transform: "translateX(-100%)" },
    transitionProperty: "transform",
  },
  right: {
    in: { transform: "none" },
    out: { transform: "translateX(100%)" },
    transitionProperty: "transform",
  },
} as const;

const VEIL = { [`.${styles.veil}`]: "none" };
const LEAVING = {
  center: { ...VEIL, [`.${styles.root}`]: MOTIONS.center.out.transform },
  left: { ...VEIL, [`.${styles.root}`]: MOTIONS.left.out.transform },
  right: { ...VEIL, [`.${styles.root}`]: MOTIONS.right.out.transform },
};

/** A box before the page. Who closes it sees it go at once; the server then takes it off the page. */
export default function Dialog({ id, props }: ElementProps<"dialog">): ReactNode {
  const { label, icon, width, position, dismissible, open } = props;
  const dismiss = useTrigger(id);
  const [dismissed, setDismissed] = useState<Props<"dialog">>();
  // The app may open it again before it has left the page. Then it has other properties.
  const opened = open && dismissed !== props;
  const close = () => {
    if (!opened) return;
    setDismissed(props);
    dismiss();
  };
  useFocusBack(opened);
  const [layers, changeLayers] = useLayers();
  const root = useRef<HTMLDivElement>(null);
  useFadeOut(root, LEAVING[position]);
  return (
    <Modal.Root
      ref={root}
      opened={opened}
      onClose={close}
      size={typeof width === "number" ? width : WIDTHS[width]}
      centered
      radius="lg"
      shadow="xl"
      zIndex={LAYER}
      closeOnClickOutside={dismissible}
      closeOnEscape={dismissible && layers === 0}
      returnFocus={false}
      transitionProps={{ transition: MOTIONS[position], duration: 180 }}
      classNames={{
        inner: styles.inner,
        content: styles.root,
        header: styles.head,
        title: styles.title,
        close: styles.close,
        body: styles.body,
      }}
      className="stDialog"
      data-testid="stDialog"
      attributes={{ content: { "data-position": position }, inner: { "data-position": position } }}
    >
      <Modal.Overlay className={styles.veil} />
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>
            {icon === null ? null : <Icon icon={icon} />}
            <Markdown inline heading>
              {label}
            </Markdown>
          </Modal.Title>
          {/* The page's own Stop lies behind the veil, and here is no cross that would end what runs. */}
          {dismissible ? <Modal.CloseButton aria-label="Close" /> : <RunIndicator />}
        </Modal.Header>
        <Modal.Body>
          {/* The focus begins here, so that Tab leads to the first element and not to the cross. */}
          <div
            className={`${flowStyles.root} ${styles.flow} stVerticalBlock`}
            data-testid="stVerticalBlock"
            tabIndex={-1}
            data-autofocus
          >
            <InDialog value={true}>
              <Layers value={changeLayers}>
                <Children id={id} />
              </Layers>
            </InDialog>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Give the focus back to what had it before the dialog opened, also when the server takes that off the page. */
function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const before = document.activeElement;
    return () => {
      // Not yet: what had the focus in the dialog may want it back as it answers the same key.
      setTimeout(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      });
    };
  }, [opened]);
}
