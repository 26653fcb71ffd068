import styles from "./OptionList.module.css";
import "@mantine/core/styles/Combobox.layer.css";
import { CloseButton, Combobox, type ComboboxStore, useCombobox } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useMemo, useState } from "react";
import { type FilterMode, filterOptions } from "../filter";
import { Chevron } from "./Chevron";

/** Options that are put into the page at once; more come as one scrolls. */
const BATCH = 200;

/** The values of what is no option: to add what is typed, to choose all that are in the list. */
export const NEW = "new";
export const ALL = "all";

export const TRANSITION = { transition: "fade-down", duration: 90 } as const;

export interface Search {
  readonly list: ComboboxStore;
  /** What is typed; null if nothing is. */
  readonly text: string | null;
  readonly setText: (text: string | null) => void;
  /** Indexes of the options that match it, while the list is open. */
  readonly found: readonly number[];
  /** What would be added of what is typed. */
  readonly addition: string | null;
  /** The id of the option that Enter takes. */
  readonly marked: string | null;
  readonly setMarked: (id: string | null) => void;
  /** Open the list, or move its mark, if a key is an arrow. Return whether the key needs no more attention. */
  readonly arrows: (event: KeyboardEvent<HTMLInputElement>) => boolean;
  readonly shown: number;
  readonly setShown: (shown: number) => void;
}

/** A list of options that opens, and what is typed to narrow it. `addable` says what is added of a typed text, if anything is. */
export function useSearch(
  options: readonly string[],
  mode: FilterMode | null,
  addable: ((text: string) => string | null) | null,
  left: (index: number) => boolean = () => true,
): Search {
  const [text, setText] = useState<string | null>(null);
  const [shown, setShown] = useState(BATCH);
  const [marked, setMarked] = useState<string | null>(null);
  const list = useCombobox({
    onDropdownClose: () => {
      list.resetSelectedOption();
      setMarked(null);
      setText(null);
      setShown(BATCH);
    },
  });
  const matching = useMemo(
    () => (list.dropdownOpened ? filterOptions(options, text ?? "", mode ?? "contains") : []),
    [options, text, mode, list.dropdownOpened],
  );
  const typed = text?.trim() ?? "";
  const added = typed === "" ? null : (addable?.(typed) ?? null);
  const known = added !== null && options.some((option) => option.toLowerCase() === added.toLowerCase());
  return {
    list,
    text,
    setText: (next) => {
      setText(next);
      setShown(BATCH);
    },
    found: matching.filter(left),
    addition: known ? null : added,
    marked,
    setMarked,
    // Mantine's own keys would mark an option before the list is on the page, and forget it a moment later.
    arrows: (event) => {
      if (event.nativeEvent.isComposing) return true;
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
      event.preventDefault();
      if (!list.dropdownOpened) list.openDropdown("keyboard");
      else setMarked(event.key === "ArrowDown" ? list.selectNextOption() : list.selectPreviousOption());
      return true;
    },
    shown,
    setShown,
  };
}

/** What stands at the end of a field with a list: the button that clears it, or the sign that it opens. */
export function ending(clear: (() => void) | null) {
  return {
    rightSection:
      clear === null ? (
        <Chevron />
      ) : (
        <CloseButton
          size="sm"
          tabIndex={-1}
          aria-label="Clear"
          onMouseDown={(event) => event.preventDefault()}
          onClick={clear}
        />
      ),
    rightSectionPointerEvents: clear === null ? ("none" as const) : ("auto" as const),
  };
}

interface OptionListProps {
  /** What style sheets of apps call it. */
  readonly name?: string;
  readonly search: Search;
  readonly options: readonly string[];
  /** The chosen option, which must be among what is put into the page, to be scrolled to. */
  readonly chosen?: number | null;
  readonly hidden: boolean;
  /** What stands above the options. */
  readonly first?: ReactNode;
  readonly nothing?: string;
  /** What stands before a text that would be added. */
  readonly adds?: string;
}

/** What is typed is added as it is. */
export const asTyped = (text: string) => text;

/** The list below a field. */
export function OptionList({
  name,
  search,
  options,
  chosen = null,
  hidden,
  first,
  nothing = "No such option",
  adds = "Add ",
}: OptionListProps): ReactNode {
  const { list, text, found, addition, shown, setShown, setMarked } = search;
  const limit = chosen !== null && text === null ? Math.max(shown, chosen + 20) : shown;
  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < 200 && limit < found.length) setShown(limit + BATCH);
  };
  return (
    <Combobox.Dropdown data-testid={name} hidden={hidden} className={styles.options}>
      <Combobox.Options mah={288} style={{ overflowY: "auto" }} onScroll={scrolled} aria-label="Options">
        {first}
        {found.slice(0, limit).map((index) => (
          <Combobox.Option
            key={index}
            value={String(index)}
            active={index === chosen}
            aria-selected={index === chosen}
            data-chosen={index === chosen || undefined}
          >
            <span className={styles.option}>{options[index] || "\u00a0"}</span>
          </Combobox.Option>
        ))}
        {addition === null ? null : (
          <Combobox.Option value={NEW} aria-selected={false}>
            {adds}
            <strong className={styles.option}>{addition}</strong>
          </Combobox.Option>
        )}
        {list.dropdownOpened && found.length === 0 && addition === null ? (
          <Combobox.Empty>{nothing}</Combobox.Empty>
        ) : null}
      </Combobox.Options>
      <Mark
        list={list}
        text={text}
        above={first ? 1 : 0}
        chosen={chosen !== null && found.includes(chosen)}
        onMark={setMarked}
      />
    </Combobox.Dropdown>
  );
}

/** Marks where the arrow keys begin: at the first that matches what is typed, else at the chosen option. */
function Mark({
  list,
  text,
  above,
  chosen,
  onMark,
}: {
  readonly list: ComboboxStore;
  readonly text: string | null;
  /** How many entries stand above the options. Enter must not choose them by accident. */
  readonly above: number;
  readonly chosen: boolean;
  readonly onMark: (id: string | null) => void;
}): ReactNode {
  const { dropdownOpened: open, selectFirstOption, selectNextOption, selectActiveOption } = list;
  // It stands below the options, so that they are on the page by now.
  useEffect(() => {
    if (!open) return;
    if (text !== null) {
      let mark = selectFirstOption();
      for (let entry = 0; entry < above; entry += 1) mark = selectNextOption();
      onMark(mark);
    } else if (chosen) onMark(selectActiveOption());
  }, [open, text, above, chosen, onMark, selectFirstOption, selectNextOption, selectActiveOption]);
  return null;
}
