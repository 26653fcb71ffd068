import { type ReactNode, useEffect, useId, useState } from "react";
import type { ElementProps } from "../contract";
import { drawn } from "./mermaid/draw";
import { Drawing } from "./parts/Drawing";
import { useScheme } from "./vega/scheme";

export default function MermaidChart({ props }: ElementProps<"mermaid_chart">): ReactNode {
  const { body, width, alt } = props;
  const scheme = useScheme();
  const id = useId().replace(/[^a-zA-Z0-9]/g, "");
  const [answer, setAnswer] = useState<{ readonly svg?: string; readonly problem?: string }>({});
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    let wanted = true;
    drawn(`mermaid-${id}`, body, scheme).then(
      (next) => wanted && setAnswer(next),
      (reason: unknown) => wanted && setFailure(reason),
    );
    return () => {
      wanted = false;
    };
  }, [id, body, scheme]);
  if (failure !== undefined) throw failure;
  const { svg, problem } = answer;
  return (
    <Drawing
      svg={svg}
      problem={problem === undefined ? undefined : `Mermaid cannot draw this diagram: ${problem}`}
      label={alt ?? "Diagram"}
      name="diagram"
      look="diagram"
      width={width}
      height="content"
    />
  );
}
