import { createContext, use, useMemo } from "react";
import { useApp } from "../app";
import { characters } from "./characters";

/** What the widgets in a form share. */
export interface FormState {
  readonly id: number;
  /** Whether Enter in a text field submits. */
  readonly enter: boolean;
  /** Whether a submit was tried while something was missing: then each widget shows what. */
  readonly tried: boolean;
  readonly setTried: (tried: boolean) => void;
}

export const FormContext = createContext<FormState | null>(null);

/** The properties that `problemOf` looks at. */
interface Demands {
  readonly required?: unknown;
  readonly pattern?: unknown;
  readonly complaint?: unknown;
  readonly max_chars?: unknown;
}

/** What keeps a value from being sent, in words for a person; null if nothing does. */
export function problemOf(props: Demands, value: unknown): string | null {
  const empty = value === null || value === undefined || (typeof value === "string" && value.trim() === "");
  if (empty || (Array.isArray(value) && value.length === 0)) {
    return props.required === true ? "This is required." : null;
  }
  const long = tooLong(props, value);
  if (long !== null) return long;
  if (typeof props.pattern !== "string" || typeof value !== "string") return null;
  if (compiled(props.pattern)?.test(value) ?? true) return null;
  return typeof props.complaint === "string" ? props.complaint : "This is not in the expected form.";
}

/** That a text has more characters than it may have. What was pasted is kept, for its author to shorten. */
export function tooLong({ max_chars: limit }: Demands, value: unknown): string | null {
  if (typeof limit !== "number" || typeof value !== "string" || value.length <= limit) return null;
  const over = characters(value) - limit;
  if (over <= 0) return null;
  return `This is ${over} ${over === 1 ? "character" : "characters"} too long. At most ${limit} may be entered.`;
}

/** An expression that is none refuses nothing: a mistake of the app's must not lock its users out. */
function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch (error) {
      console.error("Treadle: `validate` is not a regular expression", pattern, error);
      return null;
    }
  }
}

export interface FormHandle extends FormState {
  /** Whether all widgets of the form can be sent. If not, they show why. */
  readonly ready: () => boolean;
}

/** The form around a widget; null outside of forms. */
export function useForm(): FormHandle | null {
  const form = use(FormContext);
  const { store } = useApp();
  return useMemo(() => {
    if (form === null) return null;
    const ready = () => {
      for (const { id, props } of store.below(form.id)) {
        if (props.disabled !== true && problemOf(props, store.value(id)) !== null) {
          form.setTried(true);
          return false;
        }
      }
      form.setTried(false);
      return true;
    };
    return { ...form, ready };
  }, [form, store]);
}
