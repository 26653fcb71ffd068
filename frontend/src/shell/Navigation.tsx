import type { ComponentType, ReactNode } from "react";
import { ErrorBoundary } from "../elements/ErrorBoundary";
import { lazy, useFetched } from "../elements/shared/lazy";
import type { Page, PageEntry } from "../protocol.gen";

const parts = lazy(() => import("./navigation/parts"));

export interface NavigationProps {
  readonly page: Page;
  /** Whether the sidebar has something else, so that a long menu shows only its first pages. */
  readonly limited?: boolean;
  /** Whether the logo stands in the header. */
  readonly small?: boolean;
  readonly onFollow?: (() => void) | undefined;
}

/** A part of what an app with several pages or a logo shows, fetched when the first such app needs it. */
export function Navigation({
  part,
  ...props
}: NavigationProps & { readonly part: "Logo" | "SidebarMenu" | "TopMenu" | "UnknownPage" }): ReactNode {
  return (
    <ErrorBoundary kind="menu of pages" attempt={props.page.pages}>
      <Fetched part={part} {...props} />
    </ErrorBoundary>
  );
}

function Fetched({ part, ...props }: Parameters<typeof Navigation>[0]): ReactNode {
  const Part: ComponentType<NavigationProps> | undefined = useFetched(parts.load())?.[part];
  return Part === undefined ? null : <Part {...props} />;
}

/** The pages that the menu has. */
export function shownPages(page: Page): readonly PageEntry[] {
  return page.pages.filter(({ hidden }) => !hidden);
}
