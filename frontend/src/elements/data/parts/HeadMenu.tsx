import "@mantine/core/styles/Menu.layer.css";
import { Menu } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ShownColumn } from "../cells";
import type { Sort } from "../sorting";
import type { Arrangement } from "../useArrangement";
import styles from "./HeadMenu.module.css";

const NUMBERS = [
  ["plain", "Plain"],
  ["localized", "Localized"],
  ["compact", "Compact"],
  ["percent", "Percent"],
  ["dollar", "Dollar"],
  ["euro", "Euro"],
  ["yen", "Yen"],
  ["accounting", "Accounting"],
  ["scientific", "Scientific"],
  ["engineering", "Engineering"],
  ["bytes", "Bytes"],
] as const;
const MOMENTS = [
  ["localized", "Localized"],
  ["distance", "Distance from now"],
  ["calendar", "Calendar"],
  ["iso8601", "ISO 8601"],
] as const;
const TIMES = [
  ["localized", "Localized"],
  ["iso8601", "ISO 8601"],
] as const;

/** The formats that one can choose for a column; empty if its values have only one. */
function formatsOf({ column, look }: ShownColumn): readonly (readonly [string, string])[] {
  if (look?.type && !["number", "date", "datetime", "time", "progress"].includes(look.type)) return [];
  if (column.kind === "int" || column.kind === "float") return NUMBERS;
  if (column.kind === "date" || column.kind === "datetime") return MOMENTS;
  return column.kind === "time" ? TIMES : [];
}

interface HeadMenuProps {
  readonly shown: ShownColumn;
  /** The columns before and after it, if there are any that it can change places with. */
  readonly before: ShownColumn | undefined;
  readonly after: ShownColumn | undefined;
  /** The one behind the next, before which it stands after it has moved to the right. */
  readonly beyond: ShownColumn | undefined;
  readonly place: { readonly left: number; readonly top: number };
  readonly sort: Sort | undefined;
  readonly arrangement: Arrangement;
  readonly onSort: (sort: Sort | null) => void;
  readonly onAutoSize: () => void;
  readonly onClose: () => void;
}

/** What can be done with a column of a table. */
export function HeadMenu(props: HeadMenuProps): ReactNode {
  const { shown, before, after, beyond, place, sort, arrangement, onSort, onAutoSize, onClose } = props;
  const { id } = shown;
  const [page, setPage] = useState<"all" | "formats">("all");
  const formats = formatsOf(shown);
  const format = arrangement.formatOf(id);
  return (
    <Menu
      opened
      onClose={onClose}
      withinPortal={false}
      position="bottom-start"
      offset={2}
      shadow="md"
      trapFocus
      returnFocus={false}
    >
      <Menu.Target>
        <span className={styles.anchor} style={place} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown
        className={styles.list}
        aria-label={`Column ${shown.label}`}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {page === "formats" ? (
          [[null, "As the app shows it"] as const, ...formats].map(([name, text]) => (
            <Menu.RadioItem
              key={text}
              value={name ?? ""}
              checked={format === name}
              closeMenuOnClick
              onChange={() => arrangement.format(id, name)}
            >
              {text}
            </Menu.RadioItem>
          ))
        ) : (
          <>
            <Menu.Item
              disabled={sort?.descending === false}
              onClick={() => onSort({ id, descending: false })}
            >
              Sort ascending
            </Menu.Item>
            <Menu.Item disabled={sort?.descending === true} onClick={() => onSort({ id, descending: true })}>
              Sort descending
            </Menu.Item>
            {sort === undefined ? null : <Menu.Item onClick={() => onSort(null)}>Do not sort</Menu.Item>}
            <Menu.Divider />
            {formats.length === 0 ? null : (
              <Menu.Item closeMenuOnClick={false} onClick={() => setPage("formats")}>
                Format…
              </Menu.Item>
            )}
            <Menu.Item onClick={onAutoSize}>Fit the width to the content</Menu.Item>
            <Menu.Item onClick={() => arrangement.pin(id, !shown.pinned)}>
              {shown.pinned ? "Unpin" : "Pin to the left"}
            </Menu.Item>
            {before === undefined ? null : (
              <Menu.Item onClick={() => arrangement.move(id, before.id)}>Move left</Menu.Item>
            )}
            {after === undefined ? null : (
              <Menu.Item onClick={() => arrangement.move(id, beyond?.id ?? null)}>Move right</Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item onClick={() => arrangement.hide(id, true)}>Hide</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The list of all columns, in which one hides and shows them. */
export function ColumnsMenu({
  arrangement,
  children,
}: {
  readonly arrangement: Arrangement;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Menu withinPortal={false} position="bottom-end" offset={4} shadow="md" closeOnItemClick={false}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={styles.list}>
        {arrangement.all.map((shown) => {
          const hidden = arrangement.isHidden(shown);
          return (
            <Menu.CheckboxItem
              key={shown.id}
              checked={!hidden}
              onChange={(checked) => arrangement.hide(shown.id, !checked)}
            >
              {[...shown.above, shown.label].join(" / ") || "Index"}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
