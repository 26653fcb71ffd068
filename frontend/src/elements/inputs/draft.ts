import { useState } from "react";
import { useFormChanged, useUnsent, useWidget } from "../hooks";
import { type FormHandle, problemOf, tooLong, useForm } from "./form";

interface DraftProps {
  readonly value: string | null;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly live?: number | null;
  readonly pattern?: string | null;
  readonly complaint?: string | null;
  readonly max_chars?: number | null;
}

export interface Draft {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Change the text and send it at once, as a button in the field does. */
  readonly replace: (text: string) => void;
  /** Send what was typed, unless something is wrong with it. */
  readonly commit: () => boolean;
  /** Send it, and the form around it. */
  readonly enter: () => void;
  /** Whether something was typed and is not sent yet: here, or in the form around it. */
  readonly pending: boolean;
  readonly problem: string | null;
  readonly form: FormHandle | null;
}

/** A text that is typed first and sent later: on Enter, when the focus leaves, after a pause, or with the form. */
export function useDraft(id: number, props: DraftProps): Draft {
  const widget = useWidget<string | null>(id, props);
  const form = useForm();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const sent = widget.value ?? "";
  const text = draft ?? sent;
  const live = props.live ?? null;

  const change = (next: string) => {
    setRefused(null);
    if (form !== null) return widget.send(next);
    if (live !== null && problemOf(props, next) === null) {
      setDraft(null);
      return widget.sendSoon(next, live);
    }
    setDraft(next);
  };
  const take = (next: string) => {
    const problem = problemOf(props, next);
    setRefused(problem);
    setDraft(problem === null ? null : next);
    if (problem === null && next !== sent) widget.send(next);
    return problem === null;
  };
  const commit = () => draft === null || take(draft);
  const enter = () => {
    if (form === null) commit();
    else if (form.enter && form.ready()) widget.submitForm();
  };
  useUnsent(id, draft !== null, commit);
  const changed = useFormChanged(form?.id ?? 0);
  const missing = form?.tried ? problemOf(props, text) : null;
  return {
    text,
    change,
    replace: take,
    commit,
    enter,
    pending: form === null ? draft !== null && draft !== sent : changed,
    problem: refused ?? missing ?? tooLong(props, text),
    form,
  };
}
