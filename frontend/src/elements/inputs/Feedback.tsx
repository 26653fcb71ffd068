import { type KeyboardEvent, type ReactNode, useRef } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import styles from "./Feedback.module.css";

const FACE = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z";
const EYES = "M9 9.5v.5M15 9.5v.5";
const THUMB =
  "M7.5 10.5v9H4.75c-.7 0-1.25-.55-1.25-1.25v-6.5c0-.7.55-1.25 1.25-1.25H7.5zm0 0 3.6-6.6c1.3 0 2.4 1.1 2.4 2.4v3.2h4.9c1.3 0 2.3 1.2 2 2.5l-1.2 5.9c-.2.9-1 1.6-2 1.6H7.5";

interface Sign {
  readonly name: string;
  readonly body: string;
  readonly lines?: string;
  readonly turned?: boolean;
}

const star = (name: string): Sign => ({
  name,
  body: "m12 3.5 2.6 5.3 5.9.9-4.25 4.1 1 5.8L12 16.85 6.75 19.6l1-5.8L3.5 9.7l5.9-.9z",
});

const SIGNS: Readonly<Record<"thumbs" | "faces" | "stars", readonly Sign[]>> = {
  thumbs: [
    { name: "Thumb down", body: THUMB, turned: true },
    { name: "Thumb up", body: THUMB },
  ],
  faces: [
    { name: "Very sad", body: FACE, lines: `${EYES}M8 17c1-2 2.3-3 4-3s3 1 4 3` },
    { name: "Sad", body: FACE, lines: `${EYES}M8.5 16.5c1-1.1 2.2-1.6 3.5-1.6s2.5.5 3.5 1.6` },
    { name: "Neutral", body: FACE, lines: `${EYES}M8.5 15.5h7` },
    { name: "Happy", body: FACE, lines: `${EYES}M8.5 14.5c1 1.1 2.2 1.6 3.5 1.6s2.5-.5 3.5-1.6` },
    { name: "Very happy", body: FACE, lines: `${EYES}M8 13.75h8c-.5 2.2-2 3.5-4 3.5s-3.5-1.3-4-3.5z` },
  ],
  stars: ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"].map(star),
};

/** Signs to rate something with. A second click takes the rating back. */
export default function Feedback({ id, props }: ElementProps<"feedback">): ReactNode {
  const { options, disabled } = props;
  const { value, send } = useWidget<number | null>(id, props);
  const group = useRef<HTMLDivElement>(null);
  const signs = SIGNS[options];
  const keys = (event: KeyboardEvent, index: number) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = (index + by + signs.length) % signs.length;
    group.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  };
  const reached = value !== null && value in signs ? value : 0;
  return (
    <div ref={group} role="radiogroup" aria-label="Feedback" className={styles.root} data-options={options}>
      {signs.map(({ name, body, lines, turned }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a second click takes it back, which a native one does not know.
        <button
          key={name}
          type="button"
          role="radio"
          data-testid={index === value ? "stFeedbackButtonActive" : "stFeedbackButton"}
          aria-label={name}
          aria-checked={index === value}
          tabIndex={index === reached ? 0 : -1}
          className={styles.sign}
          // All stars up to the chosen one shine.
          data-on={index === value || (options === "stars" && value !== null && index < value) || undefined}
          disabled={disabled}
          onClick={() => send(index === value ? null : index)}
          onKeyDown={(event) => keys(event, index)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true" transform={turned ? "rotate(180)" : undefined}>
            <path className="tr-sign-body" d={body} />
            {lines === undefined ? null : <path d={lines} />}
          </svg>
        </button>
      ))}
    </div>
  );
}
