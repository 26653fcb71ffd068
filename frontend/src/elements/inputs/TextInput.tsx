import { ActionIcon, CloseButton, Input } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ElementProps } from "../contract";
import { Icon } from "../shared/Icon";
import { useDraft } from "./draft";
import { note } from "./note";
import { Field, FieldIcon } from "./parts/Field";

const TYPES = {
  default: "text",
  password: "password",
  email: "email",
  url: "url",
  phone: "tel",
  search: "text",
} as const;

/** A line of text. */
export default function TextInput({ id, props }: ElementProps<"text_input">): ReactNode {
  const { type, icon, disabled, placeholder, max_chars: limit, autocomplete, required } = props;
  const draft = useDraft(id, props);
  const [focused, setFocused] = useState(false);
  const [revealed, setRevealed] = useState(false);
  const hint = note(focused, draft, limit, "Enter");
  let end: ReactNode = null;
  if (type === "password") {
    end = (
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={disabled}
        aria-label={revealed ? "Hide password" : "Show password"}
        onClick={() => setRevealed(!revealed)}
      >
        <Icon icon={revealed ? ":material/visibility_off:" : ":material/visibility:"} />
      </ActionIcon>
    );
  } else if (type === "search" && draft.text !== "" && !disabled) {
    end = (
      <CloseButton
        size="sm"
        aria-label="Clear"
        data-testid="stTextInputClearButton"
        onClick={() => draft.replace("")}
      />
    );
  }
  return (
    <Field props={props} hint={hint} problem={draft.problem}>
      {({ id: input, describedBy, invalid }) => (
        <Input
          id={input}
          data-testid="stTextInputField"
          wrapperProps={{ "data-testid": "stTextInputRootElement", "data-baseweb": "input" }}
          type={revealed ? "text" : TYPES[type]}
          value={draft.text}
          disabled={disabled}
          required={required}
          error={invalid}
          placeholder={placeholder ?? undefined}
          autoComplete={autocomplete || undefined}
          spellCheck={type === "default" ? undefined : false}
          aria-describedby={describedBy}
          leftSection={icon === null ? null : <FieldIcon icon={icon} />}
          rightSection={end}
          rightSectionPointerEvents="auto"
          onChange={(event) => draft.change(event.currentTarget.value)}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            draft.commit();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            draft.enter();
          }}
        />
      )}
    </Field>
  );
}
