import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import { Icon } from "../shared/Icon";
import { Disclosure } from "./parts/Disclosure";
import { useOpen } from "./useOpen";

export default function Expander({ id, props }: ElementProps<"expander">): ReactNode {
  const { label, type, icon } = props;
  const [open, setOpen] = useOpen(id, props);
  return (
    <Disclosure
      id={id}
      label={label}
      open={open}
      onToggle={setOpen}
      type={type}
      icon={icon === null ? undefined : <Icon icon={icon} />}
    >
      <Children id={id} />
    </Disclosure>
  );
}
