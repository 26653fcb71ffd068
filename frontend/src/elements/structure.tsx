import type { ReactNode } from "react";
import { Children } from "./Children";
import { register } from "./registry";
import flowStyles from "./shared/Flow.module.css";

interface Props {
  readonly id: number;
}

/** A slot or a fragment: its children stand in the container around it. */
function Contents({ id }: Props): ReactNode {
  return <Children id={id} />;
}

/** The main area, the sidebar or the strip at the lower edge: elements one below the other. */
function Flow({ id }: Props): ReactNode {
  return (
    <div className={`${flowStyles.root} stVerticalBlock`} data-testid="stVerticalBlock">
      <Children id={id} />
    </div>
  );
}

/** Every page has these, so they come with it and not on demand. */
export function registerStructure(): void {
  register("slot", Contents);
  register("fragment", Contents);
  register("main", Flow);
  register("sidebar", Flow);
  register("bottom", Flow);
}
