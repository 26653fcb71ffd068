import type { ReactNode } from "react";
import noteStyles from "../../elements/shared/Note.module.css";
import type { NavigationProps } from "../Navigation";
import styles from "./UnknownPage.module.css";

/** Says that the app has no page at the address, above the page that it shows instead. */
export function UnknownPage({ page }: NavigationProps): ReactNode {
  const shown = page.pages.find(({ path, url }) => url === null && path === page.current);
  return (
    <div className={`${noteStyles.root} ${styles.root}`} role="alert">
      <strong>This app has no page “{page.unknown}”.</strong>
      <span>
        Check the address.{" "}
        {shown === undefined ? "The app is shown instead." : `“${shown.title}” is shown instead.`}
      </span>
    </div>
  );
}
