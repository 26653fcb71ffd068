import type { ReactNode } from "react";
import { useImageUrl } from "../../elements/hooks";
import { Icon } from "../../elements/shared/Icon";
import type { Picture } from "../../protocol.gen";
import type { NavigationProps } from "../Navigation";
import styles from "./Logo.module.css";

/** The app's logo: at the top of the sidebar, or in the header while there is no sidebar to see. */
export function Logo({ page, small }: NavigationProps): ReactNode {
  const { logo } = page;
  if (logo === null) return null;
  const shown = (
    <Shown
      picture={small && logo.icon !== null ? logo.icon : logo.image}
      testId={small ? "stHeaderLogo" : "stSidebarLogo"}
    />
  );
  return (
    <div className={styles.root} data-size={logo.size}>
      {logo.link === null ? (
        shown
      ) : (
        <a
          href={logo.link}
          target="_blank"
          rel="noopener noreferrer"
          aria-label="Logo"
          data-testid="stLogoLink"
        >
          {shown}
        </a>
      )}
    </div>
  );
}

function Shown({ picture, testId }: { readonly picture: Picture; readonly testId: string }): ReactNode {
  const made = useImageUrl(picture.blob, picture.type);
  const address = picture.url ?? made;
  if (picture.icon !== null) {
    return (
      <span className={`stLogo ${styles.icon}`} data-testid={testId}>
        <Icon icon={picture.icon} />
      </span>
    );
  }
  return address === undefined ? null : (
    <img className={`stLogo ${styles.image}`} src={address} alt="Logo" data-testid={testId} />
  );
}
