import { Input } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ElementProps } from "../contract";
import { useDraft } from "./draft";
import { note } from "./note";
import { Field } from "./parts/Field";
import { MAC } from "./shortcut";
import styles from "./TextArea.module.css";

/** Several lines of text. Enter begins a new line; with Ctrl it sends. */
export default function TextArea({ id, props }: ElementProps<"text_area">): ReactNode {
  const { disabled, placeholder, max_chars: limit, required, height } = props;
  const draft = useDraft(id, props);
  const [focused, setFocused] = useState(false);
  const hint = note(focused, draft, limit, MAC ? "⌘ Enter" : "Ctrl+Enter");
  const size = typeof height === "number" ? "fixed" : (height ?? "lines");
  return (
    <Field props={props} hint={hint} problem={draft.problem} className={`${styles.root} ${styles[size]}`}>
      {({ id: input, describedBy, invalid }) => (
        <Input
          component="textarea"
          multiline
          id={input}
          wrapperProps={{ "data-testid": "stTextAreaRootElement", "data-baseweb": "textarea" }}
          rows={3}
          value={draft.text}
          disabled={disabled}
          required={required}
          error={invalid}
          placeholder={placeholder ?? undefined}
          aria-describedby={describedBy}
          onChange={(event) => draft.change(event.currentTarget.value)}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            draft.commit();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing)
              return;
            event.preventDefault();
            draft.enter();
          }}
        />
      )}
    </Field>
  );
}
