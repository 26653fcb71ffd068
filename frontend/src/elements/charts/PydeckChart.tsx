import { type ReactNode, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { Action, Toolbar } from "../data/parts/Toolbar";
import { save } from "../data/save";
import { useWidget } from "../hooks";
import { lazy, useFetched } from "../shared/lazy";
import { useUnpacked } from "./arrays";
import type { Selection } from "./deck/selection";
import styles from "./PydeckChart.module.css";
import type { MapHandle } from "./parts/DeckMap";
import { useFull } from "./useFull";
import { useScheme } from "./vega/scheme";

const map = lazy(() => import("./parts/DeckMap"));

export default function PydeckChart({ id, props }: ElementProps<"pydeck_chart">): ReactNode {
  const { value, send } = useWidget<string | null>(id, { value: props.value, disabled: false });
  const tree = useUnpacked(props.spec, props.arrays);
  const engine = useFetched(map.load());
  const page = useScheme();
  const root = useRef<HTMLDivElement>(null);
  const handle = useRef<MapHandle>(null);
  const [full, toggleFull] = useFull(root);
  const [problem, setProblem] = useState<string>();
  const scheme = props.ground === "light" || props.ground === "dark" ? props.ground : page;
  const picture = async () => {
    const file = await handle.current?.picture();
    if (file) save(file, "map.png");
  };
  return (
    <div ref={root} className={styles.root} data-full={full || undefined}>
      <Toolbar full={full} onFull={toggleFull}>
        {value === null ? null : (
          <Action icon="none" label="Clear the selection" onClick={() => send(null)} />
        )}
        <Action icon="add" label="Zoom in" onClick={() => handle.current?.zoom(1)} />
        <Action icon="less" label="Zoom out" onClick={() => handle.current?.zoom(-1)} />
        <Action icon="picture" label="Download as PNG" onClick={picture} />
      </Toolbar>
      {/* biome-ignore lint/a11y/useSemanticElements: a figure would need a caption for its name */}
      <div
        className={styles.plot}
        role="figure"
        aria-label={props.alt ?? "Map"}
        aria-busy={engine === undefined || tree === undefined || undefined}
      >
        {engine === undefined || tree === undefined ? null : (
          <engine.DeckMap
            ref={handle}
            tree={tree}
            scheme={scheme}
            grounded={props.ground !== "none"}
            tiles={props.tiles}
            tooltip={props.tooltip}
            mode={props.mode}
            selection={value === null ? null : (JSON.parse(value) as Selection)}
            onSelect={(next) => send(next === null ? null : JSON.stringify(next))}
            onProblem={setProblem}
          />
        )}
        {props.attribution === null ? null : <p className={styles.source}>{props.attribution}</p>}
      </div>
      {!problem ? null : (
        <p className={styles.note} role="note">
          {problem}
        </p>
      )}
    </div>
  );
}
