import { type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { GridFrame } from "./parts/GridFrame";
import { modesOf, type Selecting, type Selection } from "./selecting";
import { useTable } from "./useTable";
import { useWindows } from "./useWindows";

/** A table that scrolls, sorts and searches, and in which one selects if the app wants to know. */
export default function Dataframe({ id, props }: ElementProps<"dataframe">): ReactNode {
  const table = useWindows(useTable(props.data), props.data, props.windows);
  const { selection_mode } = props;
  const { value, send, sendSoon } = useWidget<Selection>(id, { value: props.value, disabled: false });
  const selecting = useMemo((): Selecting | null => {
    const modes = modesOf(selection_mode);
    return modes && { ...modes, value, select: (next, soon) => (soon ? sendSoon(next) : send(next)) };
  }, [selection_mode, value, send, sendSoon]);
  return <GridFrame id={id} props={props} table={table} selecting={selecting} editing={null} />;
}
