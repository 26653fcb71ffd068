import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Table } from "../arrow";
import type { Found, ShownColumn } from "../cells";
import type { Value } from "../edits";
import { moved, type Place } from "../keys";
import { markColumn, type Selecting } from "../selecting";
import { useSorting } from "../sorting";
import { copyRows, saveRows } from "../taking";
import { useArrangement } from "../useArrangement";
import type { Editing } from "../useEditing";
import { type Range, useEntry } from "../useEntry";
import { useFound } from "../useFound";
import { rangeOf, useMarks } from "../useMarks";
import { useTopLayer } from "../useTopLayer";
import { type Layout, reveal as revealIn, rowsInView as rowsOf, useView } from "../useView";
import { useSizes } from "../widths";
import { boxHeight, columnWindow } from "../window";
import type { Next } from "./CellEditor";
import { EditLayer } from "./EditLayer";
import styles from "./Grid.module.css";
import { GridHead } from "./GridHead";
import { GridRow, headerHeight } from "./GridRow";
import { ColumnsMenu, HeadMenu } from "./HeadMenu";
import { MarkHead } from "./Mark";
import { Action, SearchBar, Toolbar } from "./Toolbar";

export interface GridProps {
  readonly table: Table;
  /** All columns, those that the app hides too. */
  readonly given: readonly ShownColumn[];
  readonly rowHeight: number;
  readonly placeholder: string | null;
  readonly label: string;
  /** As wide as its columns rather than as the page. */
  readonly content: boolean;
  /** What can be selected, if anything can. */
  readonly selecting: Selecting | null;
  /** What can be edited, if anything can. */
  readonly editing: Editing | null;
  /** Tell the app of a click on a button in a cell. */
  readonly onButton: (key: string, source: number, label: string) => void;
}

/** Rows take over elements of others in groups of so many. */
const POOL = 32;

const nothing = () => () => {};
const zero = () => 0;

export function Grid(props: GridProps): ReactNode {
  const { table, given, rowHeight, placeholder, label, content, selecting, editing, onButton } = props;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const [full, toggleTopLayer] = useTopLayer(root);
  const box = useRef<HTMLDivElement>(null);
  const [view, look] = useView(box);
  const [active, setActive] = useState<Place | null>(null);
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [words, setWords] = useState<string | null>(null);
  const [hit, setHit] = useState(0);
  const [said, setSaid] = useState("");
  /** The column whose menu is open, by its id, and before which column a header that is drawn would stand. */
  const [menu, setMenu] = useState<string | null>(null);
  const [drop, setDrop] = useState<number | null>(null);

  const arrangement = useArrangement(given);
  const rowMode = selecting?.row ?? null;
  const columns = useMemo(
    () =>
      rowMode === null ? arrangement.columns : [markColumn(rowMode, table.rows), ...arrangement.columns],
    [arrangement.columns, rowMode, table.rows],
  );
  const sorting = useSorting(table, columns);
  const { sorts, by, rows, rowAt, shownAt, serverRow, toggle: toggleSort, set: setSort } = sorting;
  const { blocks } = table;
  useSyncExternalStore(blocks?.subscribe ?? nothing, blocks?.version ?? zero);

  // Sizes --------------------------------------------------------------------------------------------------------

  const header = useMemo(() => headerHeight(columns), [columns]);
  const { widths, lefts, resize } = useSizes(columns, placeholder, view.width, content);
  const pinned = columns.filter((shown) => shown.pinned).length;
  const pinnedWidth = lefts[pinned] ?? 0;
  const layout: Layout = { rows, rowHeight, header, lefts, pinned };

  // Another table may have fewer rows and columns than the places that are remembered.
  const inside = (place: Place | null) =>
    place !== null && place.row < rows && place.column < columns.length ? place : null;
  const here = inside(active);
  const from = inside(anchor) ?? here;
  const range = here === null || from === null || here.row < 0 ? null : rangeOf(from, here);
  const bodyHeight = Math.max(0, view.height - header);
  const inView = rowsOf(view, layout);
  const wanted = [serverRow(inView.first), serverRow(Math.max(inView.first, inView.last - 1)) + 1] as const;
  useEffect(() => blocks?.want(by, wanted[0], wanted[1]), [blocks, by, wanted[0], wanted[1]]);
  const problem = blocks?.problem ?? null;
  useEffect(() => {
    if (problem !== null) setSaid(problem);
  }, [problem]);
  const [first, last] = columnWindow(lefts, view.left + pinnedWidth - 60, view.left + view.width + 60);
  const visible = useMemo(() => {
    const list: number[] = [];
    for (let i = 0; i < pinned; i++) list.push(i);
    for (let i = Math.max(pinned, first); i < last; i++) list.push(i);
    return list;
  }, [pinned, first, last]);

  // Search -------------------------------------------------------------------------------------------------------

  const { found, says } = useFound({
    ...{ table, columns, rows, rowAt, by, words },
    onFound: (among) => goToHit(0, among),
  });
  const foundSet = useMemo(
    () => new Set(found.map(({ row, column }) => row * columns.length + column)),
    [found, columns.length],
  );

  // What the app knows to be selected ----------------------------------------------------------------------------

  const say = setSaid;
  const marks = useMarks({ selecting, columns, rows, rowAt, say, table, by, serverRow });
  const { marked, chosen, chosenCells, selectRow, selectAllRows, selectColumn, selectCells, clear } = marks;
  const entry = useEntry({ editing, columns, rows, rowAt, say, withRows: marks.withRows });
  const openAt = entry.open === null ? null : inside(entry.open.place);
  /** The range that the cells of the selected one are drawn out to. */
  const [filled, setFilled] = useState<Range | null>(null);
  /** A row that is about to be added: the mark goes there once it is there. */
  const awaited = useRef<number | null>(null);
  useEffect(() => {
    if (awaited.current === null || awaited.current >= rows) return;
    const first = columns.findIndex((_, i) => entry.rulesAt(i) !== undefined);
    const place = { row: rows - 1, column: Math.max(0, first) };
    awaited.current = null;
    setActive(place);
    setAnchor(place);
    if (box.current !== null) revealIn(box.current, place, layout);
  });
  const addRow = () => {
    awaited.current = rows;
    editing?.addRows([[]]);
    box.current?.focus();
  };
  const deleteRows = () => {
    if (marked.size === 0) return;
    editing?.deleteRows([...marked]);
    selecting?.select([[], [], []]);
    box.current?.focus();
  };

  // Moving -------------------------------------------------------------------------------------------------------

  const reveal = (place: Place) => {
    if (box.current === null) return;
    revealIn(box.current, place, layout);
    look();
  };

  const go = (place: Place, extend: boolean) => {
    const next = {
      row: Math.min(rows - 1, Math.max(extend ? 0 : -1, place.row)),
      column: Math.min(columns.length - 1, Math.max(0, place.column)),
    };
    setActive(next);
    if (!extend) setAnchor(next);
    reveal(next);
    selectCells(next, extend ? (from ?? next) : next, true);
  };

  const goToHit = (next: number, among: readonly Found[] = found) => {
    if (among.length === 0) return;
    const at = ((next % among.length) + among.length) % among.length;
    setHit(at);
    const place = among[at];
    if (place !== undefined) {
      setActive(place);
      setAnchor(place);
      reveal(place);
    }
  };

  const copy = () => {
    if (range === null) return;
    const chosen = columns.slice(range.left, range.right + 1).filter((shown) => !shown.marker);
    const several = range.bottom > range.top || range.left !== range.right;
    void copyRows({ table, rowAt, by }, chosen, [range.top, range.bottom + 1]).then((problem) =>
      setSaid(problem ?? (several ? "Copied the selection" : "Copied the cell")),
    );
  };

  const download = () => {
    void saveRows({ table, rowAt, by }, arrangement.columns, rows, setSaid);
  };

  const toggleFull = () => {
    toggleTopLayer();
    box.current?.focus();
  };

  const closeSearch = () => {
    setWords(null);
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    const at = here ?? { row: -1, column: -1 };
    const page = Math.max(1, Math.floor(bodyHeight / rowHeight) - 1);
    const target = event.altKey
      ? undefined
      : moved(event.key, command, at, { rows, columns: columns.length, page });
    if (target !== undefined) go(target, event.shiftKey);
    else if (!act(event, command, at)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Do what a key that does not move asks for; false if it asks for nothing. */
  const act = (event: KeyboardEvent, command: boolean, at: Place): boolean => {
    const { key, shiftKey } = event;
    const shown = columns[at.column];
    if (editing?.remove && (key === "Delete" || key === "Backspace") && shown?.marker) {
      deleteRows();
      return true;
    }
    if (
      at.row >= 0 &&
      !shown?.marker &&
      shown?.look?.type !== "button" &&
      entry.key(event, command, at, range)
    )
      return true;
    if (at.row < 0 && command && entry.key(event, command, at, range)) return true;
    if ((event.altKey && key === "ArrowDown") || key === "ContextMenu" || (shiftKey && key === "F10")) {
      if (shown === undefined || shown.marker) return false;
      setMenu(shown.id);
    } else if (command && key === "c" && range !== null) copy();
    else if (command && key === "f") setWords(words ?? "");
    else if (command && key === "a") {
      const [start, end] = [
        { row: 0, column: 0 },
        { row: rows - 1, column: columns.length - 1 },
      ];
      setAnchor(start);
      setActive(end);
      if (selecting?.cell === "multi") selectCells(end, start, false);
    } else if (key === " " && shown !== undefined && command) selectColumn(at.column, true, false);
    else if (key === " " && shown !== undefined && (shiftKey || shown.marker)) {
      if (at.row < 0) selectAllRows();
      else selectRow(at.row, false);
    } else if ((key === "Enter" || key === " ") && at.row === -1 && shown !== undefined) {
      pressHead(at.column, shiftKey, command);
    } else if ((key === "Enter" || key === " ") && shown?.look?.type === "button") {
      const labels = shown.column.at(rowAt(at.row));
      pressButton(at, String(Array.isArray(labels) ? labels[0] : labels));
    } else if (key === "Escape" && (full || here !== null)) {
      if (full) toggleFull();
      setActive(null);
      setAnchor(null);
      clear();
    } else return false;
    return true;
  };

  const pressHead = (column: number, shift: boolean, command: boolean) => {
    const shown = columns[column];
    if (shown === undefined) return;
    if (shown.marker) selectAllRows();
    else if (selecting?.column && !shown.isIndex) selectColumn(column, command, shift);
    else toggleSort(shown.id, shift);
  };

  const closeMenu = () => {
    setMenu(null);
    box.current?.focus();
  };

  /** Where a column would stand that is let go at a place on the screen: before the column with this number. */
  const dropAt = (x: number): number => {
    const edge = box.current?.getBoundingClientRect().left ?? 0;
    const offset = x - edge;
    const at = offset < pinnedWidth ? offset : offset + view.left;
    return columns.findIndex((shown, i) => !shown.marker && at < ((lefts[i] ?? 0) + (lefts[i + 1] ?? 0)) / 2);
  };
  const dragHead = (shown: ShownColumn, x: number, done: boolean) => {
    const at = dropAt(x);
    setDrop(done ? null : at < 0 ? columns.length : at);
    const before = columns[at];
    if (done && before?.id !== shown.id) arrangement.move(shown.id, before?.id ?? null);
  };

  const placeOf = (event: PointerEvent): Place | null => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-row]");
    return cell === null ? null : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  };
  const dragging = useRef(false);
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event);
    if (place === null || event.button !== 0 || (event.target as Element).closest("a") !== null) return;
    setActive(place);
    // A click on a box ticks it; a second click on a cell opens its field.
    const ticks = (event.target as Element).closest("[data-box]") !== null;
    const again = here?.row === place.row && here.column === place.column && !event.shiftKey;
    if ((ticks || (again && event.pointerType !== "mouse")) && entry.start(place, ticks ? " " : null)) {
      setAnchor(place);
      event.preventDefault();
      box.current?.focus();
      return;
    }
    if (columns[place.column]?.marker) {
      setAnchor(place);
      selectRow(place.row, event.shiftKey);
      return;
    }
    const start = event.shiftKey && anchor !== null ? anchor : place;
    setAnchor(start);
    selectCells(place, start, event.pointerType === "mouse");
    dragging.current = event.pointerType === "mouse";
  };
  const onDoubleClick = (event: MouseEvent) => {
    if (here !== null && (event.target as Element).closest("[data-row]")) entry.start(here, null);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing === null || range === null || openAt !== null) return;
    event.preventDefault();
    entry.paste(event.clipboardData.getData("text/plain"), range);
  };
  /** Where a value was entered, the mark goes on. */
  const onEntered = (place: Place, value: Value, next: Next) => {
    entry.enter(place, value);
    entry.close();
    box.current?.focus();
    if (next === "stay") return;
    const [down, right] = { down: [1, 0], up: [-1, 0], right: [0, 1], left: [0, -1] }[next] as [
      number,
      number,
    ];
    go({ row: Math.max(0, place.row + down), column: place.column + right }, false);
  };
  const onFillMove = (event: PointerEvent) => {
    if (range === null || event.buttons !== 1) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-row]");
    if (!under || !root.current?.contains(under)) return;
    const [row, column] = [Number(under.dataset.row), Number(under.dataset.column)];
    const [below, beside] = [row - range.bottom, column - range.right];
    setFilled(
      below >= beside
        ? { ...range, bottom: Math.max(range.bottom, row) }
        : { ...range, right: Math.max(range.right, column) },
    );
  };
  const onFillEnd = () => {
    if (range !== null && filled !== null) entry.fill(range, filled);
    setFilled(null);
  };

  const onClick = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-label]");
    if (button !== null && here !== null) pressButton(here, button.dataset.label ?? "");
  };
  const pressButton = (place: Place, chosen: string) => {
    const key = columns[place.column]?.look?.button;
    const source = rowAt(place.row);
    if (key && source >= 0) onButton(key, source, chosen);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!dragging.current || event.buttons !== 1) {
      dragging.current = false;
      return;
    }
    const place = placeOf(event);
    if (place === null || columns[place.column]?.marker) return;
    if (place.row === here?.row && place.column === here.column) return;
    setActive(place);
    selectCells(place, from ?? place, true);
  };

  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);

  const menuAt = menu === null ? -1 : columns.findIndex((shown) => shown.id === menu);
  const menuOf = columns[menuAt];
  /** A column that can change places with the one whose menu is open. */
  const neighbour = (at: number) => {
    const shown = columns[at];
    return shown?.marker || shown?.pinned !== menuOf?.pinned || shown?.isIndex !== menuOf?.isIndex
      ? undefined
      : shown;
  };

  const cellId = (place: Place) => `${id}-${place.row}-${place.column}`;
  const height = boxHeight(rows, rowHeight) + (editing?.add ? rowHeight : 0);
  const placeStyle = ({ row, column }: Place) => ({
    left: (lefts[column] ?? 0) + (columns[column]?.pinned ? view.left : 0),
    top: row * rowHeight + inView.shift + header,
    width: (lefts[column + 1] ?? 0) - (lefts[column] ?? 0),
    height: rowHeight,
  });
  const lines: ReactNode[] = [];
  // A row that comes into view reuses the elements of a row that has left: creating elements takes longer.
  const pool = POOL * Math.ceil((inView.last - inView.first) / POOL);
  for (let row = inView.first; row < inView.last; row++) {
    const drawn = filled ?? range;
    const ranged = drawn !== null && row >= drawn.top && row <= drawn.bottom;
    const source = shownAt(row);
    lines.push(
      <GridRow
        key={row % pool}
        stamp={blocks?.stampAt(by, serverRow(row)) ?? 0}
        id={id}
        row={row}
        source={source}
        top={row * rowHeight + inView.shift}
        height={rowHeight}
        columns={columns}
        visible={visible}
        lefts={lefts}
        header={header}
        placeholder={placeholder}
        from={ranged ? drawn.left : -1}
        to={ranged ? drawn.right : -1}
        active={here?.row === row ? here.column : -1}
        found={foundSet.size > 0 ? foundSet : undefined}
        marked={marked.has(source)}
        chosen={chosen}
        chosenCells={chosenCells}
      />,
    );
  }

  return (
    <div ref={root} className={styles.root} data-full={full || undefined}>
      <Toolbar full={full} onSearch={() => setWords(words ?? "")} onDownload={download} onFull={toggleFull}>
        {editing === null && marks.some && selecting?.row !== "required" ? (
          <Action icon="none" label="Clear the selection" onClick={clear} />
        ) : null}
        {editing?.add ? <Action icon="add" label="Add a row" onClick={addRow} /> : null}
        {editing?.remove ? (
          <Action
            icon="remove"
            label="Delete the selected rows"
            disabled={marked.size === 0}
            onClick={deleteRows}
          />
        ) : null}
        <ColumnsMenu arrangement={arrangement}>
          <Action icon="columns" label="Show and hide columns" />
        </ColumnsMenu>
      </Toolbar>
      {menuAt < 0 || menuOf === undefined ? null : (
        <HeadMenu
          key={menuOf.id}
          shown={menuOf}
          before={neighbour(menuAt - 1)}
          after={neighbour(menuAt + 1)}
          beyond={neighbour(menuAt + 2)}
          place={{
            left: Math.max(0, (lefts[menuAt] ?? 0) - (menuOf.pinned ? 0 : view.left)),
            top: (box.current?.offsetTop ?? 0) + header,
          }}
          sort={sorts.find((each) => each.id === menuOf.id)}
          arrangement={arrangement}
          onSort={setSort}
          onAutoSize={() => resize(menuOf.id, undefined)}
          onClose={closeMenu}
        />
      )}
      {words === null ? null : (
        <SearchBar
          words={words}
          count={found.length}
          at={hit}
          says={says}
          onWords={setWords}
          onMove={(step) => goToHit(hit + step)}
          onClose={closeSearch}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a table of 100,000 rows cannot be one; the roles say what it is */}
      <div
        ref={box}
        className={styles.box}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        aria-activedescendant={here === null ? undefined : cellId(here)}
        onScroll={look}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onPaste={onPaste}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <div
          className={styles.all}
          style={{ width: lefts.at(-1) ?? 0, height: height + header }}
          role="presentation"
        >
          {/* biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's, see aria-activedescendant */}
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div className={styles.head} role="row" aria-rowindex={1} style={{ height: header }}>
            {visible.map((i) => {
              const shown = columns[i];
              if (shown === undefined) return null;
              const sort = sorts.findIndex((each) => each.id === shown.id);
              const shared = {
                id: cellId({ row: -1, column: i }),
                shown,
                column: i,
                left: lefts[i] ?? 0,
                width: widths[i] ?? 0,
                lastPinned: i === pinned - 1,
                active: here?.row === -1 && here.column === i,
              };
              return shown.marker ? (
                <MarkHead
                  key={shown.id}
                  {...shared}
                  state={marked.size === 0 ? "none" : marked.size < rows ? "some" : "all"}
                  onPress={selectAllRows}
                />
              ) : (
                <GridHead
                  key={shown.id}
                  {...shared}
                  onMenu={() => setMenu(shown.id)}
                  onDrag={(x, done) => dragHead(shown, x, done)}
                  sort={
                    sorts[sort] === undefined ? "none" : sorts[sort].descending ? "descending" : "ascending"
                  }
                  level={sorts.length > 1 && sort >= 0 ? sort + 1 : null}
                  chosen={!shown.isIndex && chosen.has(shown.column.name)}
                  onPress={(shift, command) => pressHead(i, shift, command)}
                  onWidth={(next) => resize(shown.id, next)}
                />
              );
            })}
          </div>
          {lines}
          {editing === null ? null : (
            <EditLayer
              editing={editing}
              entry={entry}
              columns={columns}
              open={openAt}
              source={openAt === null ? 0 : rowAt(openAt.row)}
              range={range}
              below={rows}
              styleAt={placeStyle}
              onAdd={addRow}
              onEntered={onEntered}
              onCancel={() => {
                entry.close();
                box.current?.focus();
              }}
              onFillStart={() => setFilled(range)}
              onFillMove={onFillMove}
              onFillEnd={onFillEnd}
            />
          )}
          {drop === null ? null : <span className={styles.drop} style={{ left: (lefts[drop] ?? 0) - 1 }} />}
        </div>
        {rows === 0 && !editing?.add ? (
          <p className={styles.empty}>{columns.length === 0 ? "This table is empty." : "No rows."}</p>
        ) : null}
      </div>
      <span className={styles.said} role="status" data-on={said !== "" || undefined}>
        {said}
      </span>
    </div>
  );
}
