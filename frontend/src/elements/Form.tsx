import "./inputs/inputs.css";
import { type ReactNode, useMemo, useState } from "react";
import { Children } from "./Children";
import type { ElementProps } from "./contract";
import { useFormChanged } from "./hooks";
import { FormContext } from "./inputs/form";

/** Widgets that are sent together. */
export default function Form({ id, props }: ElementProps<"form">): ReactNode {
  const { border, enter_to_submit: enter, height } = props;
  const [tried, setTried] = useState(false);
  const changed = useFormChanged(id);
  const state = useMemo(() => ({ id, enter, tried, setTried }), [id, enter, tried]);
  return (
    <FormContext value={state}>
      <form
        className="tr-form"
        data-border={border || undefined}
        data-changed={changed || undefined}
        data-scroll={typeof height === "number" || undefined}
        noValidate
        onSubmit={(event) => event.preventDefault()}
      >
        <div className="tr-flow">
          <Children id={id} />
        </div>
      </form>
    </FormContext>
  );
}
