import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import { PressButton } from "./parts/PressButton";

/** Schemes whose addresses would execute code in the page. */
const CODE = new Set(["javascript:", "data:", "vbscript:"]);

/** A button that opens an address in a new tab. */
export default function LinkButton({ id, props }: ElementProps<"link_button">): ReactNode {
  const { url, quiet, disabled } = props;
  const fire = useTrigger(id);
  const href = safe(url);
  return (
    <PressButton
      props={{ ...props, disabled: disabled || href === null }}
      href={href ?? undefined}
      onPress={() => {
        if (!quiet) fire();
      }}
    />
  );
}

function safe(url: string): string | null {
  try {
    return CODE.has(new URL(url, document.baseURI).protocol) ? null : url;
  } catch {
    return null;
  }
}
