import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { Icon } from "../elements/shared/Icon";
import iconStyles from "../elements/shared/Icon.module.css";
import { Markdown } from "../elements/shared/Markdown";
import controlsStyles from "./Controls.module.css";
import { ShellIcon } from "./Icons";
import type { Notice, Notices } from "./notices";
import styles from "./Toasts.module.css";

export function Toasts({ notices }: { readonly notices: Notices }): ReactNode {
  const list = useSyncExternalStore(notices.subscribe, () => notices.list);
  return (
    <section
      className={`${styles.root} stToastContainer`}
      data-testid="stToastContainer"
      aria-label="Notifications"
      aria-live="polite"
    >
      {list.map((notice) => (
        <Toast key={notice.id} notice={notice} onClose={() => notices.close(notice.id)} />
      ))}
    </section>
  );
}

function Toast({ notice, onClose }: { readonly notice: Notice; readonly onClose: () => void }): ReactNode {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // Whoever points at it is reading it.
    if (held || notice.duration <= 0) return;
    const timer = setTimeout(onClose, notice.duration * 1000);
    return () => clearTimeout(timer);
  }, [held, notice.duration, onClose]);
  return (
    <div
      className={`${styles.toast} stToast`}
      data-testid="stToast"
      data-error={notice.error || undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      {notice.error ? (
        <span className={iconStyles.root}>
          <ShellIcon name="alert" />
        </span>
      ) : notice.icon ? (
        <Icon icon={notice.icon} />
      ) : null}
      <div className={styles.body} data-testid="stToastText">
        <Markdown>{notice.body}</Markdown>
      </div>
      <button
        type="button"
        className={controlsStyles.iconButton}
        aria-label="Close notification"
        onClick={onClose}
      >
        <ShellIcon name="close" size={16} />
      </button>
    </div>
  );
}
