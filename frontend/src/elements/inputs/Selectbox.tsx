import styles from "./Selectbox.module.css";
import "@mantine/core/styles/Combobox.layer.css";
import { CloseButton, Combobox, type ComboboxStore, Input, useCombobox } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useMemo, useState } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { filterOptions } from "./filter";
import { problemOf, useForm } from "./form";
import { Field, FieldIcon } from "./parts/Field";

/** Options that are put into the page at once; more come as one scrolls. */
const BATCH = 200;
const NEW = "new";

/** A list that opens below a field; typing narrows it. */
export default function Selectbox({ id, props }: ElementProps<"selectbox">): ReactNode {
  const { options, accept_new_options: open, clearable, filter_mode: mode, icon, required } = props;
  const { value, send } = useWidget<number | string | null>(id, props);
  const form = useForm();
  const [search, setSearch] = useState<string | null>(null);
  const [shown, setShown] = useState(BATCH);
  // The id of the option that Enter takes.
  const [marked, setMarked] = useState<string | null>(null);
  const list = useCombobox({
    onDropdownClose: () => {
      list.resetSelectedOption();
      setMarked(null);
      setSearch(null);
      setShown(BATCH);
    },
  });
  const nothing = options.length === 0 && !open;
  const disabled = props.disabled || nothing;
  const text = typeof value === "number" ? (options[value] ?? "") : (value ?? "");
  const found = useMemo(
    () => (list.dropdownOpened ? filterOptions(options, search ?? "", mode ?? "contains") : []),
    [options, search, mode, list.dropdownOpened],
  );
  const typed = search?.trim() ?? "";
  const known = options.some((option) => option.toLowerCase() === typed.toLowerCase());
  const addition = open && typed !== "" && !known;
  // What is chosen must be among what is put into the page, to be scrolled to.
  const limit = typeof value === "number" && search === null ? Math.max(shown, value + 20) : shown;

  const submit = (option: string) => {
    const next = option === NEW ? typed : Number(option);
    list.closeDropdown();
    if (next !== value) send(next);
  };
  // Mantine's own keys would mark an option before the list is on the page, and forget it a moment later.
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!list.dropdownOpened) list.openDropdown("keyboard");
      else setMarked(key === "ArrowDown" ? list.selectNextOption() : list.selectPreviousOption());
    } else if (key === "Enter" && list.dropdownOpened && list.getSelectedOptionIndex() !== -1) {
      event.preventDefault();
      list.clickSelectedOption();
    } else if (key === "Escape") {
      list.closeDropdown("keyboard");
    } else if (key === "Backspace" && clearable && mode === null && value !== null) {
      send(null);
    }
  };
  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < 200 && limit < found.length) setShown(limit + BATCH);
  };
  return (
    <Field props={{ ...props, disabled }} problem={form?.tried ? problemOf(props, value) : null}>
      {({ id: input, describedBy, invalid }) => (
        <Combobox store={list} onOptionSubmit={submit} offset={4} transitionProps={TRANSITION} shadow="md">
          <Combobox.Target
            withExpandedAttribute
            withKeyboardNavigation={false}
            {...{ "aria-activedescendant": marked ?? undefined }}
          >
            <Input
              id={input}
              className={styles.root}
              role="combobox"
              autoComplete="off"
              spellCheck={false}
              value={search ?? text}
              placeholder={text !== "" && search === "" ? text : (props.placeholder ?? invitation(props))}
              readOnly={mode === null}
              pointer
              disabled={disabled}
              required={required}
              error={invalid}
              aria-describedby={describedBy}
              leftSection={icon === null ? null : <FieldIcon icon={icon} />}
              rightSection={
                clearable && value !== null && !disabled ? (
                  <CloseButton
                    size="sm"
                    tabIndex={-1}
                    aria-label="Clear"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => send(null)}
                  />
                ) : (
                  <Chevron />
                )
              }
              rightSectionPointerEvents={clearable && value !== null && !disabled ? "auto" : "none"}
              onChange={(event) => {
                setSearch(event.currentTarget.value);
                setShown(BATCH);
                list.openDropdown();
              }}
              onClick={(event) => {
                list.openDropdown();
                if (mode !== null) event.currentTarget.select();
              }}
              onKeyDown={(event) => {
                // What one types looks for an option; it is not added to the name of the chosen one.
                if (mode !== null && search === null) event.currentTarget.select();
                keys(event);
              }}
              onBlur={() => list.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={disabled} className={styles.options}>
            <Combobox.Options
              mah={288}
              style={{ overflowY: "auto" }}
              onScroll={scrolled}
              aria-label="Options"
            >
              {found.slice(0, limit).map((index) => (
                <Combobox.Option
                  key={index}
                  value={String(index)}
                  active={index === value}
                  aria-selected={index === value}
                  data-chosen={index === value || undefined}
                >
                  <span className={styles.option}>{options[index] || "\u00a0"}</span>
                </Combobox.Option>
              ))}
              {addition ? (
                <Combobox.Option value={NEW} aria-selected={false}>
                  Add <strong className={styles.option}>{typed}</strong>
                </Combobox.Option>
              ) : null}
              {list.dropdownOpened && found.length === 0 && !addition ? (
                <Combobox.Empty>No such option</Combobox.Empty>
              ) : null}
            </Combobox.Options>
            <Mark
              list={list}
              search={search}
              chosen={found.indexOf(value as number) >= 0}
              onMark={setMarked}
            />
          </Combobox.Dropdown>
        </Combobox>
      )}
    </Field>
  );
}

/** Marks where the arrow keys begin: at the first that matches what is typed, else at the chosen option. */
function Mark({
  list,
  search,
  chosen,
  onMark,
}: {
  readonly list: ComboboxStore;
  readonly search: string | null;
  readonly chosen: boolean;
  readonly onMark: (id: string | null) => void;
}): ReactNode {
  const { dropdownOpened: open, selectFirstOption, selectActiveOption } = list;
  // It stands below the options, so that they are on the page by now.
  useEffect(() => {
    if (!open) return;
    if (search !== null) onMark(selectFirstOption());
    else if (chosen) onMark(selectActiveOption());
  }, [open, search, chosen, onMark, selectFirstOption, selectActiveOption]);
  return null;
}

const TRANSITION = { transition: "fade-down", duration: 90 } as const;

function invitation({
  options,
  accept_new_options: open,
}: {
  readonly options: readonly string[];
  readonly accept_new_options: boolean;
}): string {
  if (options.length === 0) return open ? "Enter an option" : "No options to choose from";
  return open ? "Choose or enter an option" : "Choose an option";
}

function Chevron(): ReactNode {
  return (
    <svg className={styles.chevron} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M4 6.25L8 10.25L12 6.25" />
    </svg>
  );
}
