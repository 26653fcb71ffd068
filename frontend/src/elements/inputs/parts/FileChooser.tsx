import type { ReactNode, RefObject } from "react";
import type { Chosen } from "../../../connection/upload";
import type { Upload } from "../../../protocol.gen";
import { chosen } from "../uploads";

interface FileChooserProps {
  /** By a click on it, the browser's dialog opens. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly upload: Upload;
  readonly disabled: boolean;
  /** By which style sheets and tests find it. */
  readonly name?: string;
  readonly className: string | undefined;
  readonly add: (files: readonly Chosen[]) => void;
}

/** What opens the browser's own dialog to choose files. Nobody sees it: a button clicks on it. */
export function FileChooser({ input, upload, disabled, name, className, add }: FileChooserProps): ReactNode {
  return (
    <input
      ref={input}
      className={className}
      data-testid={name}
      type="file"
      tabIndex={-1}
      aria-hidden="true"
      disabled={disabled}
      accept={upload.types.join(",")}
      multiple={upload.multiple}
      {...(upload.directory ? { webkitdirectory: "" } : {})}
      onChange={({ currentTarget }) => {
        const given = chosen(currentTarget.files ?? []);
        currentTarget.value = ""; // else the same file could not be chosen again
        add(given);
      }}
    />
  );
}
