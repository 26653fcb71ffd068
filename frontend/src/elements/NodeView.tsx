import { memo, type ReactNode } from "react";
import type { Node } from "../store/store";
import { BOXLESS } from "./contract";
import styles from "./Element.module.css";
import { ErrorBoundary } from "./ErrorBoundary";
import { ReplacedContext, StaleContext, useNode, useReplaced, useStale } from "./hooks";
import { boxOf, markOf, marks, namesItself } from "./marks";
import { load } from "./registry";
import { useFetched } from "./shared/lazy";
import noteStyles from "./shared/Note.module.css";
import { sizeStyle } from "./size";

/** One node: finds its component, gives it its box and its name, shows that it is stale, and catches its errors. */
export const NodeView = memo(function NodeView({ id }: { readonly id: number }): ReactNode {
  const node = useNode(id) as Node | undefined;
  const stale = useStale(id);
  const replaced = useReplaced(id);
  if (node === undefined) return null;
  const shown = (
    <ErrorBoundary kind={node.kind} attempt={node.props}>
      <Shown node={node} />
    </ErrorBoundary>
  );
  // What has no box cannot be dimmed or hidden itself: its children are.
  if (BOXLESS.has(node.kind)) {
    return (
      <StaleContext value={stale}>
        <ReplacedContext value={replaced}>{shown}</ReplacedContext>
      </StaleContext>
    );
  }
  const name = markOf(node.kind);
  return (
    <div
      className={`${styles.root} ${marks(node.kind, node.props.key)}`}
      data-testid={boxOf(node.kind)}
      data-kind={node.kind}
      data-node={id}
      data-stale={stale || undefined}
      data-replaced={replaced || undefined}
      aria-busy={stale || undefined}
      style={sizeStyle(node.props)}
    >
      <StaleContext value={false}>
        <ReplacedContext value={false}>
          {namesItself(node.kind) ? (
            shown
          ) : (
            <div className={`${styles.named} ${name}`} data-testid={name}>
              {shown}
            </div>
          )}
        </ReplacedContext>
      </StaleContext>
    </div>
  );
});

function Shown({ node }: { readonly node: Node }): ReactNode {
  const Element = useFetched(load(node.kind));
  if (Element === undefined) return null;
  if (Element === null) {
    return (
      <div className={noteStyles.root} role="note">
        <strong>This page needs a newer Treadle.</strong>
        <span>
          It has an element of kind <code>{node.kind}</code> that this version cannot show. Reload the page
          after upgrading.
        </span>
      </div>
    );
  }
  return <Element id={node.id} props={node.props} />;
}
