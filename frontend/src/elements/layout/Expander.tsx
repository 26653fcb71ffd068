import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import { Icon } from "../shared/Icon";
import { Disclosure } from "./parts/Disclosure";

export default function Expander({ id, props }: ElementProps<"expander">): ReactNode {
  const { label, expanded, type, icon } = props;
  return (
    <Disclosure
      label={label}
      expanded={expanded}
      type={type}
      icon={icon === null ? undefined : <Icon icon={icon} />}
    >
      <Children id={id} />
    </Disclosure>
  );
}
