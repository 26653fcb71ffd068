import type { ReactNode } from "react";

/** The page's own icons: drawn here, so that none of them waits for a font. */
const PATHS = {
  menu: "M12 5h.01M12 12h.01M12 19h.01",
  panel:
    "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM9.5 5v14",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  rerun: "M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4.5V9h-4.5",
  stop: "M7 7h10v10H7z",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M19.5 14.2A7.8 7.8 0 0 1 9.8 4.5a7.8 7.8 0 1 0 9.7 9.7z",
  screen:
    "M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 14.5zM9 19.5h6",
  wide: "M4 12h16M7 8.5L3.5 12 7 15.5M17 8.5l3.5 3.5-3.5 3.5",
  print:
    "M7.5 9V4.5h9V9M7.5 17H6a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-1.5M7.5 14.5h9v5h-9z",
  restart: "M5 12a7 7 0 1 0 2.2-5.1L5 9M5 4.5V9h4.5",
  info: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11.5v4.5M12 8h.01",
  link: "M9.5 5.5h-3A1.5 1.5 0 0 0 5 7v10.5A1.5 1.5 0 0 0 6.5 19H17a1.5 1.5 0 0 0 1.5-1.5v-3M13 5h6v6M19 5l-8 8",
  check: "M5.5 12.5l4 4 9-9",
  threads: "M6 4v12M10 8v12M14 4v12M18 8v12",
  chevron: "M9.5 6.5l5.5 5.5-5.5 5.5",
  alert: "M12 4l8.5 15h-17zM12 10v4M12 16.5h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function ShellIcon({
  name,
  size = 18,
}: {
  readonly name: IconName;
  readonly size?: number;
}): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={name === "stop" ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth={name === "menu" ? 2.5 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
