import { Fragment, memo, type ReactNode, useMemo, useState } from "react";
import type { ElementProps } from "../contract";
import { useGeneration } from "../hooks";
import { CopyButton } from "../shared/CopyButton";
import copyButtonStyles from "../shared/CopyButton.module.css";
import styles from "./Json.module.css";
import {
  type Branch,
  entries,
  fitsInLine,
  isBranch,
  type Leaf as LeafValue,
  Literal,
  openLevels,
  parse,
  size,
  type Value,
} from "./json";

/** Rows that are open at first, however deep `expanded` asks to open. */
const ROWS_AT_FIRST = 800;
/** Rows of one branch that are shown at once. */
const CHUNK = 100;

export default function Json({ props }: ElementProps<"json">): ReactNode {
  const { body, expanded } = props;
  const parsed = useMemo(() => read(body), [body]);
  const levels = useMemo(() => {
    const wanted = expanded === true ? Number.POSITIVE_INFINITY : expanded === false ? 0 : expanded;
    return parsed.error === null ? openLevels(parsed.value, wanted, ROWS_AT_FIRST) : 0;
  }, [parsed, expanded]);
  const names = useMemo(() => topLevel(parsed), [parsed]);
  const generation = useGeneration(names);
  return (
    <div className={`${styles.root} ${copyButtonStyles.area}`}>
      {parsed.error === null ? (
        <Row key={generation} value={parsed.value} depth={0} open={levels} last />
      ) : (
        <>
          <div className={styles.text}>{body}</div>
          <div className={styles.problem} role="note">{`This text is not JSON: ${parsed.error}`}</div>
        </>
      )}
      <CopyButton text={() => Promise.resolve(body)} />
    </div>
  );
}

function read(body: string): { value: Value; error: null } | { error: string } {
  try {
    return { value: parse(body), error: null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** What a tree is known by: the names in its outermost branch. Positions of lists say nothing. */
function topLevel(parsed: ReturnType<typeof read>): readonly string[] {
  if (parsed.error !== null || !isBranch(parsed.value)) return [];
  return Array.isArray(parsed.value) ? ["[]"] : entries(parsed.value).map(([name]) => `.${name}`);
}

interface RowProps {
  readonly name?: string;
  /** Whether the name is a position in a list. */
  readonly position?: boolean;
  readonly value: Value;
  readonly depth: number;
  /** Levels that are open at first. */
  readonly open: number;
  readonly last: boolean;
}

/** One key with its value; of a branch, a button that opens it. */
const Row = memo(function Row({
  name,
  position = false,
  value,
  depth,
  open: levels,
  last,
}: RowProps): ReactNode {
  const label =
    name === undefined ? null : (
      <>
        <span className={position ? styles.index : styles.key}>{position ? name : quoted(name)}</span>
        <span className={styles.mark}>: </span>
      </>
    );
  if (!isBranch(value)) {
    return (
      <div className={styles.row}>
        {label}
        <Leaf value={value} />
        {last ? null : <span className={styles.mark}>,</span>}
      </div>
    );
  }
  return <BranchRow label={label} branch={value} depth={depth} levels={levels} last={last} />;
});

interface BranchRowProps {
  readonly label: ReactNode;
  readonly branch: Branch;
  readonly depth: number;
  readonly levels: number;
  readonly last: boolean;
}

function BranchRow({ label, branch, depth, levels, last }: BranchRowProps): ReactNode {
  // Until a person has opened or closed it, it follows `expanded`.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [shown, setShown] = useState(CHUNK);
  const list = Array.isArray(branch);
  const count = size(branch);
  const open = count > 0 && (chosen ?? depth < levels);
  if (list && chosen === null && depth < levels && fitsInLine(branch)) {
    return (
      <div className={styles.row}>
        {label}
        <span className={styles.mark}>[</span>
        {branch.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item of a list is where it stands
          <Fragment key={index}>
            <Leaf value={value} />
            {index < count - 1 ? <span className={styles.mark}>, </span> : null}
          </Fragment>
        ))}
        <span className={styles.mark}>{`]${last ? "" : ","}`}</span>
      </div>
    );
  }
  const [left, right] = list ? ["[", "]"] : ["{", "}"];
  const comma = last ? "" : ",";
  if (count === 0) {
    return (
      <div className={styles.row}>
        {label}
        <span className={styles.mark}>{`${left}${right}${comma}`}</span>
      </div>
    );
  }
  return (
    <div>
      <button
        type="button"
        className={`${styles.row} ${styles.toggle}`}
        aria-expanded={open}
        onClick={() => setChosen(!open)}
      >
        <svg className={styles.arrow} viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
          <path d="M3 1.5L7 5 3 8.5" />
        </svg>
        {label}
        <span className={styles.mark}>{left}</span>
        {open ? null : (
          <>
            <span className={styles.count}>{summary(count, list)}</span>
            <span className={styles.mark}>{right + comma}</span>
          </>
        )}
      </button>
      {open ? (
        <>
          <div className={styles.inside}>
            {entries(branch)
              .slice(0, shown)
              .map(([key, value], index) => (
                <Row
                  key={key}
                  name={key}
                  position={list}
                  value={value}
                  depth={depth + 1}
                  open={levels}
                  last={index === count - 1}
                />
              ))}
            {count > shown ? (
              <button type="button" className={styles.more} onClick={() => setShown(shown + CHUNK * 5)}>
                {`Show ${Math.min(CHUNK * 5, count - shown)} more of ${count - shown}`}
              </button>
            ) : null}
          </div>
          <div className={styles.row}>
            <span className={styles.mark}>{right + comma}</span>
          </div>
        </>
      ) : null}
    </div>
  );
}

function summary(count: number, list: boolean): string {
  const noun = list ? "item" : "key";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function Leaf({ value }: { readonly value: LeafValue }): ReactNode {
  if (value instanceof Literal) return <span className={styles.number}>{value.text}</span>;
  if (typeof value === "string") return <span className={styles.string}>{quoted(value)}</span>;
  if (typeof value === "number") return <span className={styles.number}>{String(value)}</span>;
  return <span className={styles.constant}>{String(value)}</span>;
}
