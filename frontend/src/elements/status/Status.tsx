import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps, Props } from "../contract";
import { Disclosure } from "../layout/parts/Disclosure";
import { useOpen } from "../layout/useOpen";
import { Spin } from "../shared/Spin";
import styles from "./Status.module.css";

type State = Props<"status">["state"];

const WORDS: Readonly<Record<State, string>> = { running: "Running", complete: "Complete", error: "Failed" };
const SIGNS = { complete: "M6 10.3l2.7 2.7 5.3-5.8", error: "M7 7l6 6M13 7l-6 6" } as const;

/** A container for what a long job has to say, with a sign of how far it is. */
export default function Status({ id, props }: ElementProps<"status">): ReactNode {
  const { label, state, expanded, type } = props;
  const [open, setOpen] = useOpen(id, { value: expanded, tracked: false });
  return (
    <Disclosure
      id={id}
      label={label}
      open={open}
      onToggle={setOpen}
      type={type}
      icon={<Sign state={state} />}
    >
      <Children id={id} />
    </Disclosure>
  );
}

function Sign({ state }: { readonly state: State }): ReactNode {
  return (
    <>
      {state === "running" ? (
        <Spin className={styles.sign} />
      ) : (
        <svg className={styles.sign} data-state={state} viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="10" />
          <path d={SIGNS[state]} />
        </svg>
      )}
      <span className="tr-visually-hidden" role="status">
        {WORDS[state]}:
      </span>
    </>
  );
}
