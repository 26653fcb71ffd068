import { MantineProvider } from "@mantine/core";
import { type ComponentType, type ReactNode, useEffect, useMemo, useState } from "react";
import { type App, AppContext } from "../elements/app";
import { NodeView } from "../elements/NodeView";
import { ROOT } from "../store/store";
import { givenTheme } from "../theme/given";
import { schemeManager } from "../theme/scheme";
import { baseScheme, cssVariables, mantineTheme, sidebarCss, type ThemeSettings } from "../theme/theme";
import { embedding } from "./embedding";
import { useClient, useMedia } from "./hooks";
import type { Notices } from "./notices";
import { Toasts } from "./Toasts";

/** Everything there is: the theme, the page, the notifications. */
export function Root({ app, notices }: { readonly app: App; readonly notices: Notices }): ReactNode {
  return (
    <AppContext value={app}>
      <Themed>
        <NodeView id={ROOT} />
        <Toasts notices={notices} />
      </Themed>
    </AppContext>
  );
}

function Themed({ children }: { readonly children: ReactNode }): ReactNode {
  const [given] = useState(givenTheme);
  const theme = useClient("settings", (it) => it.settings.theme as ThemeSettings | undefined) ?? given;
  const [manager] = useState(() => schemeManager(embedding(window.location.search).scheme));
  const mantine = useMemo(() => mantineTheme(theme), [theme]);
  const resolver = useMemo(() => cssVariables(theme), [theme]);
  const sidebar = useMemo(() => sidebarCss(theme), [theme]);
  const scheme = baseScheme(theme) ?? "auto";
  // The provider takes a default only when it is made.
  useEffect(() => manager.rebase(scheme), [manager, scheme]);
  // Paper is white, and browsers leave the backgrounds of a page out when they print it.
  const printed = useMedia("print");
  return (
    <MantineProvider
      theme={mantine}
      cssVariablesResolver={resolver}
      colorSchemeManager={manager}
      defaultColorScheme={scheme}
      {...(printed && { forceColorScheme: "light" as const })}
    >
      <style>{sidebar}</style>
      {theme.fontFaces || JSON.stringify(theme).includes("://") ? <Fonts theme={theme} /> : null}
      {theme.baseFontSize ? <style>{`html{font-size:${Number(theme.baseFontSize)}px}`}</style> : null}
      {children}
    </MantineProvider>
  );
}

/** The fonts that the app brings. Without them, texts have those of the system. */
function Fonts({ theme }: { readonly theme: ThemeSettings }): ReactNode {
  const [Sheets, found] = useState<ComponentType<{ theme: ThemeSettings }>>();
  useEffect(() => {
    import("./Fonts").then((module) => found(() => module.default)).catch(() => {});
  }, []);
  return Sheets === undefined ? null : <Sheets theme={theme} />;
}
