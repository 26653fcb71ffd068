import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import { useForm } from "./form";
import { PressButton } from "./parts/PressButton";

/** A button, or the one that submits the form around it. */
export default function Button({ id, props }: ElementProps<"button" | "form_submit_button">): ReactNode {
  const fire = useTrigger(id);
  const form = useForm();
  const press = () => {
    if (form === null || form.ready()) fire();
  };
  return <PressButton props={props} onPress={press} />;
}
