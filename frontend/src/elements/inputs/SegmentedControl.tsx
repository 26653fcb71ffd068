import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { ButtonGroup } from "./parts/ButtonGroup";

/** Options as segments of one button. */
export default function SegmentedControl({ id, props }: ElementProps<"segmented_control">): ReactNode {
  return <ButtonGroup id={id} props={props} joined={true} />;
}
