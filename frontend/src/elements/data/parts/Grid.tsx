import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Table } from "../arrow";
import { type Found, type ShownColumn, search, sortedRows, textOfRange } from "../cells";
import { moved, type Place } from "../keys";
import { saveCsv } from "../save";
import { useSizes } from "../widths";
import { boxHeight, columnWindow, rowWindow, scrollTo } from "../window";
import styles from "./Grid.module.css";
import { GridHead } from "./GridHead";
import { GridRow, headerHeight } from "./GridRow";
import { SearchBar, Toolbar } from "./Toolbar";

export interface GridProps {
  readonly table: Table;
  readonly columns: readonly ShownColumn[];
  readonly rowHeight: number;
  readonly placeholder: string | null;
  readonly label: string;
  /** As wide as its columns rather than as the page. */
  readonly content: boolean;
}

interface Sort {
  readonly column: number;
  readonly descending: boolean;
}

const OVERSCAN = 8;

export function Grid({ table, columns, rowHeight, placeholder, label, content }: GridProps): ReactNode {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, left: 0, width: 0, height: 0 });
  const [sort, setSort] = useState<Sort | null>(null);
  const [active, setActive] = useState<Place | null>(null);
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [words, setWords] = useState<string | null>(null);
  const [hit, setHit] = useState(0);
  const [full, setFull] = useState(false);
  const [said, setSaid] = useState("");

  const sorted = sort === null ? undefined : columns[sort.column];
  const order = useMemo(
    () => (sorted === undefined ? undefined : sortedRows(sorted.column, sort?.descending === true)),
    [sorted, sort?.descending],
  );
  const rowAt = useCallback((row: number) => (order === undefined ? row : (order[row] ?? row)), [order]);

  // Sizes --------------------------------------------------------------------------------------------------------

  const header = useMemo(() => headerHeight(columns), [columns]);
  const { widths, lefts, resize } = useSizes(columns, placeholder, view.width, content);
  const pinned = columns.filter((shown) => shown.pinned).length;
  const pinnedWidth = lefts[pinned] ?? 0;
  const total = lefts.at(-1) ?? 0;

  const look = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element;
    setView((old) =>
      old.top === top && old.left === left && old.width === width && old.height === height
        ? old
        : { top, left, width, height },
    );
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [look]);

  // Another table may have fewer rows and columns than the places that are remembered.
  const { rows } = table;
  const inside = (place: Place | null) =>
    place !== null && place.row < rows && place.column < columns.length ? place : null;
  const here = inside(active);
  const from = inside(anchor) ?? here;
  const range = here === null || from === null || here.row < 0 ? null : rangeOf(from, here);
  const bodyHeight = Math.max(0, view.height - header);
  const rowsInView = rowWindow(view.top, bodyHeight, rows, rowHeight, OVERSCAN);
  const [firstColumn, lastColumn] = columnWindow(
    lefts,
    view.left + pinnedWidth - 60,
    view.left + view.width + 60,
  );
  const visible = useMemo(() => {
    const list: number[] = [];
    for (let i = 0; i < pinned; i++) list.push(i);
    for (let i = Math.max(pinned, firstColumn); i < lastColumn; i++) list.push(i);
    return list;
  }, [pinned, firstColumn, lastColumn]);

  // Search -------------------------------------------------------------------------------------------------------

  const found: readonly Found[] = useMemo(
    () => (words === null ? [] : search(columns, rows, rowAt, words)),
    [words, columns, rows, rowAt],
  );
  const foundSet = useMemo(
    () => new Set(found.map(({ row, column }) => row * columns.length + column)),
    [found, columns.length],
  );

  // Moving -------------------------------------------------------------------------------------------------------

  const reveal = useCallback(
    (place: Place) => {
      const element = box.current;
      if (element === null) return;
      const { clientHeight, clientWidth } = element;
      if (place.row >= 0) {
        element.scrollTop = scrollTo(place.row, element.scrollTop, clientHeight - header, rows, rowHeight);
      }
      if (place.column >= pinned) {
        const left = lefts[place.column] ?? 0;
        const right = lefts[place.column + 1] ?? 0;
        if (left < element.scrollLeft + pinnedWidth) element.scrollLeft = left - pinnedWidth;
        else if (right > element.scrollLeft + clientWidth) element.scrollLeft = right - clientWidth;
      }
      look();
    },
    [rows, rowHeight, lefts, pinned, pinnedWidth, look, header],
  );

  const go = (place: Place, extend: boolean) => {
    const next = {
      row: Math.min(rows - 1, Math.max(extend ? 0 : -1, place.row)),
      column: Math.min(columns.length - 1, Math.max(0, place.column)),
    };
    setActive(next);
    if (!extend) setAnchor(next);
    reveal(next);
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

  const toggleSort = useCallback((column: number) => {
    setSort((old) =>
      old?.column !== column
        ? { column, descending: false }
        : old.descending
          ? null
          : { column, descending: true },
    );
  }, []);

  const copy = () => {
    if (range === null) return;
    const lines: number[] = [];
    for (let row = range.top; row <= range.bottom; row++) lines.push(rowAt(row));
    const text = textOfRange(columns.slice(range.left, range.right + 1), lines, "\t", false);
    void navigator.clipboard.writeText(text).then(
      () =>
        setSaid(lines.length > 1 || range.left !== range.right ? "Copied the selection" : "Copied the cell"),
      () => setSaid("The browser does not allow copying here"),
    );
  };

  const download = () => {
    const lines = Array.from({ length: rows }, (_, row) => rowAt(row));
    saveCsv(textOfRange(columns, lines, ",", true));
  };

  const toggleFull = () => {
    const element = root.current;
    if (element === null) return;
    if (full) {
      element.hidePopover();
      element.removeAttribute("popover");
    } else {
      // The top layer shows the same element over everything, without building it anew.
      element.setAttribute("popover", "manual");
      element.showPopover();
    }
    setFull(!full);
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
    const target = moved(event.key, command, at, { rows, columns: columns.length, page });
    if (target !== undefined) go(target, event.shiftKey);
    else if (!act(event.key, command, at)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Do what a key that does not move asks for; false if it asks for nothing. */
  const act = (key: string, command: boolean, at: Place): boolean => {
    if (command && key === "c" && range !== null) copy();
    else if (command && key === "f") setWords(words ?? "");
    else if (command && key === "a") {
      setAnchor({ row: 0, column: 0 });
      setActive({ row: rows - 1, column: columns.length - 1 });
    } else if ((key === "Enter" || key === " ") && at.row === -1 && at.column >= 0) toggleSort(at.column);
    else if (key === "Escape" && (full || here !== null)) {
      if (full) toggleFull();
      setActive(null);
      setAnchor(null);
    } else return false;
    return true;
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
    if (!event.shiftKey || anchor === null) setAnchor(place);
    dragging.current = event.pointerType === "mouse";
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!dragging.current || event.buttons !== 1) {
      dragging.current = false;
      return;
    }
    const place = placeOf(event);
    if (place !== null) setActive(place);
  };

  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);

  const cellId = (place: Place) => `${id}-${place.row}-${place.column}`;
  const height = boxHeight(rows, rowHeight);
  const lines: ReactNode[] = [];
  for (let row = rowsInView.first; row < rowsInView.last; row++) {
    const selected = range !== null && row >= range.top && row <= range.bottom;
    lines.push(
      <GridRow
        key={row}
        id={id}
        row={row}
        source={rowAt(row)}
        top={row * rowHeight + rowsInView.shift}
        height={rowHeight}
        columns={columns}
        visible={visible}
        lefts={lefts}
        header={header}
        placeholder={placeholder}
        from={selected ? range.left : -1}
        to={selected ? range.right : -1}
        active={here?.row === row ? here.column : -1}
        found={foundSet.size > 0 ? foundSet : undefined}
      />,
    );
  }

  return (
    <div ref={root} className={styles.root} data-full={full || undefined}>
      <Toolbar full={full} onSearch={() => setWords(words ?? "")} onDownload={download} onFull={toggleFull} />
      {words === null ? null : (
        <SearchBar
          words={words}
          count={found.length}
          at={hit}
          onWords={(next) => {
            setWords(next);
            goToHit(0, search(columns, rows, rowAt, next));
          }}
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
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <div className={styles.all} style={{ width: total, height: height + header }} role="presentation">
          {/* biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's, see aria-activedescendant */}
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div className={styles.head} role="row" aria-rowindex={1} style={{ height: header }}>
            {visible.map((i) => {
              const shown = columns[i];
              if (shown === undefined) return null;
              return (
                <GridHead
                  key={i}
                  id={cellId({ row: -1, column: i })}
                  shown={shown}
                  column={i}
                  left={lefts[i] ?? 0}
                  width={widths[i] ?? 0}
                  lastPinned={i === pinned - 1}
                  sort={sort?.column === i ? (sort.descending ? "descending" : "ascending") : "none"}
                  active={here?.row === -1 && here.column === i}
                  onSort={() => toggleSort(i)}
                  onWidth={(width) => resize(i, width)}
                />
              );
            })}
          </div>
          {lines}
        </div>
        {rows === 0 ? (
          <p className={styles.empty}>{columns.length === 0 ? "This table is empty." : "No rows."}</p>
        ) : null}
      </div>
      <span className={styles.said} role="status" data-on={said !== "" || undefined}>
        {said}
      </span>
    </div>
  );
}

function rangeOf(a: Place, b: Place) {
  return {
    top: Math.max(0, Math.min(a.row, b.row)),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  };
}
