import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { ButtonGroup } from "./parts/ButtonGroup";

/** Options as pills. */
export default function Pills({ id, props }: ElementProps<"pills">): ReactNode {
  return <ButtonGroup id={id} props={props} joined={false} />;
}
