import { type ReactNode, useMemo, useState } from "react";
import type { ElementProps } from "../contract";
import { GridFrame } from "./parts/GridFrame";
import { NOTHING, type Selecting } from "./selecting";
import { useEditing } from "./useEditing";
import { useTable } from "./useTable";
import { useWindows } from "./useWindows";

/** A table in which people edit. */
export default function DataEditor({ id, props }: ElementProps<"data_editor">): ReactNode {
  const base = useWindows(useTable(props.data), props.data, props.windows);
  const [table, editing] = useEditing(id, props, base);
  const [value, select] = useState(NOTHING);
  // Rows are selected to be deleted: the app need not know.
  const selecting = useMemo(
    (): Selecting | null =>
      editing.remove ? { row: "multi", column: null, cell: null, value, select } : null,
    [editing.remove, value],
  );
  return (
    <GridFrame
      id={id}
      props={props}
      table={table}
      selecting={selecting}
      editing={props.disabled ? null : editing}
    />
  );
}
