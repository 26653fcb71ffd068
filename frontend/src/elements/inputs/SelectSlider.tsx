import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Scale } from "./parts/Scale";

/** A handle along options, or two. */
export default function SelectSlider({ id, props }: ElementProps<"select_slider">): ReactNode {
  const { options } = props;
  return (
    <Scale
      id={id}
      // The wire knows options that are texts; a slider has none.
      props={{ ...props, value: props.value as readonly number[] }}
      positions={{ min: 0, max: options.length - 1, step: 1, type: "int" }}
      show={(position) => options[position] ?? ""}
    />
  );
}
