import type { ReactNode } from "react";
import { characters } from "./characters";
import type { Draft } from "./draft";

/** The line below a text field: what Enter does now, and how many characters of how many. */
export function note(focused: boolean, draft: Draft, limit: number | null, key: string): ReactNode {
  if (!focused) return null;
  const does = draft.pending && (draft.form === null ? "apply" : draft.form.enter && "submit the form");
  const count = limit === null ? null : `${characters(draft.text)}/${limit}`;
  if (!does) return count;
  return (
    <>
      Press <kbd>{key}</kbd> to {does}
      {count === null ? null : ` · ${count}`}
    </>
  );
}
