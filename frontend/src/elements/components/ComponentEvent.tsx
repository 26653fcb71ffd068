import type { ReactNode } from "react";

/** An event that a component's script can send. The component sends it; there is nothing to see. */
export default function ComponentEvent(): ReactNode {
  return null;
}
