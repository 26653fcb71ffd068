import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { type ReactNode, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Client } from "../../connection/client";
import { useApp } from "../../elements/app";
import type { ThemeSettings } from "../../theme/theme";
import controlsStyles from "../Controls.module.css";
import { Dock } from "../dock/Dock";
import { useClient } from "../hooks";
import { ShellIcon } from "../Icons";
import {
  type Changes,
  changed,
  contrasts,
  type For,
  nameOf,
  optionOf,
  type Part,
  READABLE,
  toToml,
  type Value,
  withChange,
} from "./draft";
import { save } from "./save";
import { shownColors } from "./shownColors";
import styles from "./ThemeEditor.module.css";

/** What was changed and not saved, for when the editor is opened again. */
const drafts = new WeakMap<Client, Changes>();

const NO_THEME: ThemeSettings = {};

const COLORS = [
  ["primaryColor", "Primary"],
  ["backgroundColor", "Background"],
  ["secondaryBackgroundColor", "Second background"],
  ["textColor", "Text"],
  ["linkColor", "Links"],
  ["borderColor", "Borders"],
  ["codeBackgroundColor", "Code background"],
  ["codeTextColor", "Code"],
] as const;

const FONTS = [
  ["font", "Text font"],
  ["headingFont", "Heading font"],
  ["codeFont", "Code font"],
] as const;

const RADII = [
  ["baseRadius", "Corners"],
  ["buttonRadius", "Buttons' corners"],
] as const;

const SWITCHES = [
  ["linkUnderline", "Underline links"],
  ["showWidgetBorder", "Borders of inputs"],
] as const;

/** Changes the theme while the page shows it, and saves it in the app's configuration. */
export default function ThemeEditor({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client } = useApp();
  const { theme, changes, change, reset, saved } = useDraft(client);
  const [part, setPart] = useState<Part>("page");
  const [scheme, setScheme] = useState<For>("both");
  const [said, say] = useState<{ readonly text: string; readonly error: boolean }>();
  const [saving, setSaving] = useState(false);
  const { setColorScheme } = useMantineColorScheme();
  const colors = useShownColors(theme, part);
  const count = Object.keys(changes).length;

  const field = (option: string) => {
    const name = nameOf(option, part, scheme);
    return {
      name,
      value: optionOf(theme, name),
      onChange: (value: Value | null) => {
        say(undefined);
        change(name, value);
      },
    };
  };
  const store = async () => {
    setSaving(true);
    try {
      const done = await save(changes);
      saved(done.theme);
      const kept = Object.entries(done.elsewhere).map(
        ([name, source]) => ` theme.${name} is set by ${source}.`,
      );
      say({ text: `Saved in ${done.path}. New pages have it.${kept.join("")}`, error: kept.length > 0 });
    } catch (error) {
      say({ text: (error as Error).message, error: true });
    } finally {
      setSaving(false);
    }
  };
  const copy = () =>
    navigator.clipboard.writeText(toToml(theme)).then(
      () => say({ text: "Copied. Put it into .streamlit/config.toml.", error: false }),
      () => say({ text: "The browser does not allow this page to copy.", error: true }),
    );

  return (
    <Dock title="Theme" className={styles.safe} onClose={onClose}>
      <div className={styles.scroll}>
        <Choice
          label="Base"
          options={[
            ["", "System"],
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          value={theme.base ?? ""}
          onChange={(value) => {
            say(undefined);
            change("base", value === "" ? null : value);
          }}
        />
        <Choice
          label="Change"
          options={[
            ["page", "Page"],
            ["sidebar", "Sidebar"],
          ]}
          value={part}
          onChange={setPart}
        />
        <Choice
          label="In"
          options={[
            ["both", "Both"],
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          value={scheme}
          onChange={(value) => {
            setScheme(value);
            if (value !== "both") setColorScheme(value); // what is changed can be seen
          }}
        />
        <h3>Colours</h3>
        {COLORS.map(([option, label]) => (
          <ColorField key={option} label={label} shown={colors[option]} {...field(option)} />
        ))}
        <Contrasts colors={colors} />
        <h3>Texts and shapes</h3>
        {FONTS.map(([option, label]) => (
          <TextField key={option} label={label} {...field(option)} />
        ))}
        {RADII.map(([option, label]) => (
          <SelectField key={option} label={label} {...field(option)} />
        ))}
        {part === "page" && scheme === "both" ? (
          <NumberField label="Text size" min={8} max={40} {...field("baseFontSize")} />
        ) : null}
        {SWITCHES.map(([option, label]) => (
          <SwitchField key={option} label={label} {...field(option)} />
        ))}
        {part === "page" && scheme === "both" ? (
          <SwitchField label="Line beside the sidebar" {...field("showSidebarBorder")} />
        ) : null}
      </div>
      <div className={styles.foot}>
        <p role="status" data-error={said?.error || undefined}>
          {said?.text ?? (count === 0 ? "No changes." : `${count} ${count === 1 ? "change" : "changes"}.`)}
        </p>
        <div>
          <button
            type="button"
            className={controlsStyles.button}
            data-primary
            disabled={count === 0 || saving}
            onClick={store}
          >
            Save
          </button>
          <button type="button" className={controlsStyles.button} onClick={copy}>
            Copy as TOML
          </button>
          <button
            type="button"
            className={controlsStyles.button}
            disabled={count === 0}
            onClick={() => {
              say(undefined);
              reset();
            }}
          >
            Reset
          </button>
        </div>
      </div>
    </Dock>
  );
}

/** The theme of the server, what was changed of it, and the page that shows both. */
function useDraft(client: Client) {
  const given = useClient("settings", (it) => it.settings.theme as ThemeSettings | undefined) ?? NO_THEME;
  const shown = useRef<ThemeSettings>(undefined);
  const [base, setBase] = useState(given);
  const [changes, setChanges] = useState<Changes>(() => drafts.get(client) ?? {});
  // The server has sent another one, as after a restart.
  if (given !== shown.current && given !== base && shown.current !== undefined) setBase(given);
  const theme = useMemo(() => changed(base, changes), [base, changes]);
  useEffect(() => {
    drafts.set(client, changes);
    shown.current = theme;
    client.preview({ theme });
  }, [client, theme, changes]);
  const original = useRef(base);
  original.current = base;
  // Without the editor, the page has the theme that the server knows.
  useEffect(() => () => client.preview({ theme: original.current }), [client]);
  return {
    theme,
    changes,
    change: (name: string, value: Value | null) =>
      setChanges((before) => withChange(base, before, name, value)),
    reset: () => setChanges({}),
    saved: (now: ThemeSettings) => {
      setBase(now);
      setChanges({});
    },
  };
}

/** The colours of a part of the page, after it has been painted with a theme. */
function useShownColors(theme: ThemeSettings, part: Part): Readonly<Record<string, string>> {
  const [colors, setColors] = useState<Readonly<Record<string, string>>>({});
  const scheme = useComputedColorScheme("light");
  // biome-ignore lint/correctness/useExhaustiveDependencies: all of these change what is on the screen.
  useLayoutEffect(() => {
    const look = () => {
      const place = document.querySelector(part === "sidebar" ? ".tr-sidebar" : ".stMain");
      setColors(shownColors(place ?? document.body));
    };
    // The page takes the theme after this.
    const frame = requestAnimationFrame(() => requestAnimationFrame(look));
    return () => cancelAnimationFrame(frame);
  }, [theme, part, scheme]);
  return colors;
}

function Contrasts({ colors }: { readonly colors: Readonly<Record<string, string>> }): ReactNode {
  return (
    <ul className={styles.contrasts} aria-label="Contrasts">
      {contrasts(colors).map(({ label, ratio }) => (
        <li key={label} data-low={ratio < READABLE || undefined}>
          <span>{label}</span>
          <strong>{`${(Math.floor(ratio * 10) / 10).toFixed(1)} : 1`}</strong>
          {ratio < READABLE ? (
            <span className={styles.warning}>
              <ShellIcon name="alert" size={14} />
              {`Hard to read: less than ${READABLE} : 1`}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly value: NoInfer<T>;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>): ReactNode {
  const name = useId();
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      {options.map(([each, text]) => (
        <label key={each}>
          <input type="radio" name={name} checked={each === value} onChange={() => onChange(each)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  /** The option's name, such as `sidebar.textColor`. */
  readonly name: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value | null) => void;
}

function Row({ label, value, onChange, children }: FieldProps & { readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.row} data-set={value !== undefined || undefined}>
      {children}
      <button
        type="button"
        className={styles.unset}
        aria-label={`Do not set: ${label}`}
        title="Do not set"
        disabled={value === undefined}
        onClick={() => onChange(null)}
      >
        <ShellIcon name="close" size={14} />
      </button>
    </div>
  );
}

function ColorField({ shown, ...field }: FieldProps & { readonly shown: string | undefined }): ReactNode {
  const { label, value, onChange } = field;
  const id = useId();
  return (
    <Row {...field}>
      <label htmlFor={id}>{label}</label>
      <code>{value === undefined ? "" : String(value)}</code>
      <input
        id={id}
        type="color"
        value={shown ?? "#000000"}
        onChange={(event) => onChange(event.target.value)}
      />
    </Row>
  );
}

/** What a font may not contain: it would end the rule that it stands in. */
const NOT_IN_FONTS = /[;{}<>]/;

function TextField(field: FieldProps): ReactNode {
  const { label, value, onChange } = field;
  const id = useId();
  const [text, setText] = useState(String(value ?? ""));
  const [before, setBefore] = useState(value);
  if (before !== value) {
    setBefore(value);
    setText(String(value ?? ""));
  }
  const wrong = NOT_IN_FONTS.test(text);
  return (
    <Row {...field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        list={`${id}-list`}
        value={text}
        placeholder="as the base has it"
        aria-invalid={wrong}
        onChange={(event) => {
          setText(event.target.value);
          const next = event.target.value.trim();
          if (!NOT_IN_FONTS.test(next)) onChange(next === "" ? null : next);
        }}
      />
      <datalist id={`${id}-list`}>
        {["sans-serif", "serif", "monospace"].map((font) => (
          <option key={font} value={font} />
        ))}
      </datalist>
    </Row>
  );
}

function SelectField(field: FieldProps): ReactNode {
  const { label, value, onChange } = field;
  const id = useId();
  const known = ["none", "small", "medium", "large", "full"];
  const other = value === undefined || known.includes(String(value)) ? [] : [String(value)];
  return (
    <Row {...field}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={String(value ?? "")}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      >
        <option value="">as the base has it</option>
        {[...known, ...other].map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </Row>
  );
}

function NumberField({
  min,
  max,
  ...field
}: FieldProps & { readonly min: number; readonly max: number }): ReactNode {
  const { label, value, onChange } = field;
  const id = useId();
  return (
    <Row {...field}>
      <label htmlFor={id}>{`${label}: ${value === undefined ? "16" : value} px`}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={Number(value ?? 16)}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </Row>
  );
}

function SwitchField(field: FieldProps): ReactNode {
  const { label, value, onChange } = field;
  const id = useId();
  return (
    <Row {...field}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value === undefined ? "" : String(value)}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value === "true")}
      >
        <option value="">as the base has it</option>
        <option value="true">yes</option>
        <option value="false">no</option>
      </select>
    </Row>
  );
}
