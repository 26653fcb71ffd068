import styles from "./Multiselect.module.css";
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Pill.layer.css";
import "@mantine/core/styles/PillsInput.layer.css";
import { CloseButton, Combobox, Pill, PillsInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import type { ElementProps, Props } from "../contract";
import { useWidget } from "../hooks";
import { Chevron } from "./parts/Chevron";
import { Field } from "./parts/Field";
import { ALL, asTyped, NEW, OptionList, TRANSITION, useSearch } from "./parts/OptionList";

type Choice = number | string;

/** A field with what is chosen, and a list of what else can be; typing narrows it. */
export default function Multiselect({ id, props }: ElementProps<"multiselect">): ReactNode {
  const { options, accept_new_options: open, filter_mode: mode, max_selections: max, wrap } = props;
  const { value, send } = useWidget<readonly Choice[]>(id, props);
  const field = useRef<HTMLInputElement>(null);
  const chosen = new Set(value);
  const full = max !== null && value.length >= max;
  const search = useSearch(
    options,
    mode,
    open && !full ? asTyped : null,
    (index) => !full && !chosen.has(index),
  );
  const { list, found } = search;
  const disabled = props.disabled || (options.length === 0 && !open);
  const all = !full && found.length > 1 && found.length <= props.select_all;

  const submit = (option: string) => {
    const added: readonly Choice[] =
      option === ALL ? found : [option === NEW ? (search.addition as string) : Number(option)];
    const next = [...value, ...added.filter((choice) => !chosen.has(choice))].slice(0, max ?? undefined);
    search.setText(null);
    search.setMarked(null);
    list.resetSelectedOption();
    if (next.length > value.length) send(next);
    if (max !== null && next.length >= max) list.closeDropdown();
  };
  const remove = (at: number) => send(value.filter((_, index) => index !== at));
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (search.arrows(event)) return;
    const { key } = event;
    if (key === "Enter" && list.dropdownOpened && list.getSelectedOptionIndex() !== -1) {
      event.preventDefault();
      list.clickSelectedOption();
    } else if (key === "Escape") {
      list.closeDropdown("keyboard");
    } else if (key === "Backspace" && !search.text && value.length > 0) {
      event.preventDefault();
      remove(value.length - 1);
    }
  };
  return (
    <Field props={{ ...props, disabled }}>
      {({ id: input, describedBy }) => (
        <Combobox store={list} onOptionSubmit={submit} offset={4} transitionProps={TRANSITION} shadow="md">
          <Combobox.DropdownTarget>
            <PillsInput
              id={input}
              className={styles.root}
              wrapperProps={{ "data-baseweb": "select" }}
              data-wrap={wrap ?? undefined}
              pointer
              disabled={disabled}
              onClick={() => {
                list.openDropdown();
                field.current?.focus();
              }}
              rightSection={
                value.length > 0 && !disabled ? (
                  <CloseButton
                    size="sm"
                    tabIndex={-1}
                    aria-label="Clear"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={(event) => {
                      event.stopPropagation();
                      send([]);
                    }}
                  />
                ) : (
                  <Chevron />
                )
              }
              rightSectionPointerEvents={value.length > 0 && !disabled ? "auto" : "none"}
            >
              <Pill.Group data-testid="stMultiSelectTagsContainer">
                {value.map((choice, at) => (
                  <Pill
                    key={choice}
                    data-baseweb="tag"
                    withRemoveButton={!disabled}
                    disabled={disabled}
                    removeButtonProps={{
                      "aria-label": `Remove ${labelOf(choice, options)}`,
                      "aria-hidden": false,
                      tabIndex: -1,
                      onMouseDown: (event) => event.preventDefault(),
                      onClick: (event) => event.stopPropagation(),
                    }}
                    onRemove={() => remove(at)}
                  >
                    {labelOf(choice, options)}
                  </Pill>
                ))}
                <Combobox.EventsTarget
                  withExpandedAttribute
                  withKeyboardNavigation={false}
                  {...{ "aria-activedescendant": search.marked ?? undefined }}
                >
                  <PillsInput.Field
                    ref={field}
                    role="combobox"
                    autoComplete="off"
                    spellCheck={false}
                    value={search.text ?? ""}
                    placeholder={value.length > 0 ? "" : (props.placeholder ?? invitation(props))}
                    readOnly={mode === null}
                    disabled={disabled}
                    aria-describedby={describedBy}
                    onFocus={() => list.openDropdown()}
                    onBlur={() => list.closeDropdown()}
                    onChange={(event) => {
                      search.setText(event.currentTarget.value);
                      list.openDropdown();
                    }}
                    onKeyDown={keys}
                  />
                </Combobox.EventsTarget>
              </Pill.Group>
            </PillsInput>
          </Combobox.DropdownTarget>
          <OptionList
            name="stMultiSelectDropdown"
            search={search}
            options={options}
            hidden={disabled}
            nothing={nothing(full, max, chosen.size, search.text)}
            first={
              all ? (
                <Combobox.Option value={ALL} aria-selected={false} className={styles.all}>
                  {search.text ? `Choose these ${found.length}` : "Choose all"}
                </Combobox.Option>
              ) : null
            }
          />
        </Combobox>
      )}
    </Field>
  );
}

function labelOf(choice: Choice, options: readonly string[]): string {
  return typeof choice === "number" ? (options[choice] ?? "") : choice;
}

/** Why there is nothing to choose. */
function nothing(full: boolean, max: number | null, chosen: number, text: string | null): string {
  if (full) return max === 1 ? "One option can be chosen" : `At most ${max} options can be chosen`;
  return chosen > 0 && !text ? "All options are chosen" : "No such option";
}

function invitation({ options, accept_new_options: open }: Props<"multiselect">): string {
  if (options.length === 0) return open ? "Enter options" : "No options to choose from";
  return open ? "Choose or enter options" : "Choose options";
}
