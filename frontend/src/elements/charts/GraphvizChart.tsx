import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { ElementProps } from "../contract";
import { purified } from "../text/parts/purify";
import { type Answer, laidOut } from "./graphviz/layout";
import { Drawing } from "./parts/Drawing";

export default function GraphvizChart({ props }: ElementProps<"graphviz_chart">): ReactNode {
  const { dot, engine, width, height, alt } = props;
  const [answer, setAnswer] = useState<Answer>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    let wanted = true;
    laidOut(dot, engine).then(
      (next) => wanted && setAnswer(next),
      (reason: unknown) => wanted && setFailure(reason),
    );
    return () => {
      wanted = false;
    };
  }, [dot, engine]);
  const svg = useMemo(() => (answer?.svg === undefined ? undefined : purified(answer.svg, false)), [answer]);
  if (failure !== undefined) throw failure;
  const problem = answer?.problem;
  return (
    <Drawing
      svg={svg}
      problem={problem === undefined ? undefined : `Graphviz cannot draw this graph: ${problem}`}
      label={alt ?? "Graph"}
      name="graph"
      look="graph"
      width={width}
      height={height}
    />
  );
}
