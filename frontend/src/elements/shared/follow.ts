import type { MouseEvent } from "react";
import { pageAddress } from "../../connection/address";
import { useApp } from "../app";

interface Following {
  readonly href: string;
  readonly target?: "_blank";
  readonly rel?: string;
  readonly onClick?: (event: MouseEvent<HTMLAnchorElement>) => void;
}

/**
 * The properties of a link to a page of the app, or to another site. A plain click shows the app's page without a reload. The browser
 * handles everything else, such as opening a new tab.
 */
export function useFollow(path: string, url: string | null, query = "", then?: () => void): Following {
  const { client } = useApp();
  if (url !== null) return { href: url, target: "_blank", rel: "noopener noreferrer" };
  return {
    href: pageAddress(path, query),
    onClick: (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      client.goTo(path, query);
      then?.();
    },
  };
}
