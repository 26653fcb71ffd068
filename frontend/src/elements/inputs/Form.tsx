import { type ReactNode, useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { useApp } from "../app";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import flowStyles from "../shared/Flow.module.css";
import styles from "./Form.module.css";
import { FormContext } from "./form";
import fieldStyles from "./parts/Field.module.css";

/** Widgets that are sent together. */
export default function Form({ id, props }: ElementProps<"form">): ReactNode {
  const { border, enter_to_submit: enter, height } = props;
  const [tried, setTried] = useState(false);
  const stuck = useStuck(id);
  const state = useMemo(() => ({ id, enter, tried, setTried }), [id, enter, tried]);
  return (
    <FormContext value={state}>
      <form
        className={styles.root}
        data-border={border || undefined}
        data-scroll={typeof height === "number" || undefined}
        noValidate
        onSubmit={(event) => event.preventDefault()}
      >
        <div className={`${flowStyles.root} stVerticalBlock`} data-testid="stVerticalBlock">
          <Children id={id} />
        </div>
        {stuck ? (
          <div className={`${fieldStyles.note} ${fieldStyles.problem}`} role="alert">
            This form has no submit button, so what is entered here never reaches the app. Add
            st.form_submit_button to it.
          </div>
        ) : null}
      </form>
    </FormContext>
  );
}

/** Whether the app has run to its end and given the form no button. */
function useStuck(id: number): boolean {
  const { store } = useApp();
  const subscribe = useCallback((listener: () => void) => store.subscribe("run", listener), [store]);
  return useSyncExternalStore(subscribe, () => {
    if (store.run === null || store.run[2]) return false;
    for (const node of store.below(id)) if (node.kind === "form_submit_button") return false;
    return true;
  });
}
