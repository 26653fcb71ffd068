import type { ReactNode } from "react";
import type { Draft } from "./draft";

/** The line below a text field: what Enter does now, and how many characters of how many. */
export function note(focused: boolean, draft: Draft, limit: number | null, key: string): ReactNode {
  if (!focused) return null;
  const does = draft.form === null ? draft.pending && "apply" : draft.form.enter && "submit the form";
  const count = limit === null ? null : `${draft.text.length}/${limit}`;
  if (!does) return count;
  return (
    <>
      Press <kbd>{key}</kbd> to {does}
      {count === null ? null : ` · ${count}`}
    </>
  );
}
