import { ROOT, type Store } from "../store/store";

type Change = readonly [id: number, value: unknown];
type Filled = (changes: readonly Change[]) => void;
type Send = (changes: readonly Change[], trigger: boolean) => void;

/** How long a widget that changes quickly (a slider that is dragged) waits for the next change, in ms. */
export const DEBOUNCE = 120;

/** What a person does with widgets: shown at once, sent now, soon, or with the form. */
export class Interactions {
  private readonly soon = new Map<number, ReturnType<typeof setTimeout>>();
  /** Of bound widgets in forms: what the address is yet to show. */
  private readonly telling = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly drafts = new Map<number, () => unknown>();

  constructor(
    private readonly store: Store,
    private readonly send: Send,
    private readonly filled: Filled = () => {},
  ) {}

  /** Change a widget's value. In a form it waits for the submit; else it is sent, after `wait` ms without another. */
  change(id: number, value: unknown, wait = 0): void {
    this.store.enter(id, value);
    const form = this.store.formOf(id);
    if (form !== undefined) {
      this.store.hold(form.id, id);
      if (typeof this.store.node(id)?.props.bind === "string") this.tell(id, wait);
      return;
    }
    clearTimeout(this.soon.get(id));
    this.soon.delete(id);
    if (wait > 0)
      this.soon.set(
        id,
        setTimeout(() => this.flush(), wait),
      );
    else {
      this.flush();
      this.send([[id, value]], false);
    }
  }

  /** Let the address show what a form holds back: a link to it has what the person sees. */
  private tell(id: number, wait: number): void {
    clearTimeout(this.telling.get(id));
    const tell = () => {
      this.telling.delete(id);
      if (this.store.node(id) !== undefined) this.filled([[id, this.store.value(id)]]);
    };
    if (wait > 0) this.telling.set(id, setTimeout(tell, wait));
    else tell();
  }

  /** Send now what would be sent soon. */
  flush(): void {
    const changes: Change[] = [];
    for (const [id, timer] of this.soon) {
      clearTimeout(timer);
      if (this.store.node(id) !== undefined) changes.push([id, this.store.value(id)]);
    }
    this.soon.clear();
    if (changes.length > 0) this.send(changes, false);
  }

  /** Hear of a text that is typed and not sent: `commit` sends it. Null: it is sent, or given up. */
  draft(id: number, commit: (() => unknown) | null): void {
    if (commit === null) this.drafts.delete(id);
    else this.drafts.set(id, commit);
  }

  /** Send what is typed. */
  commit(): void {
    for (const commit of [...this.drafts.values()]) commit();
    this.flush();
  }

  /**
   * Press a button (or send a chat message): the value holds for one run. What was typed before goes first: a press by
   * a key takes the focus from no field.
   */
  fire(id: number, value: unknown = true): void {
    this.commit();
    const form = this.store.node(id)?.kind === "form_submit_button" && this.store.ancestor(id, "form");
    if (!form) return this.send([[id, value]], true);
    const changes: Change[] = [...this.store.holding(form.id), [id, value]];
    for (const [sent] of changes) {
      clearTimeout(this.telling.get(sent)); // the address follows what is sent
      this.telling.delete(sent);
    }
    this.store.release(form.id);
    this.send(changes, true);
  }

  /** Press the submit button of the form around a widget, as Enter in a text field does; false if there is none. */
  submitFormOf(id: number): boolean {
    const form = this.store.ancestor(id, "form");
    if (form === undefined || form.id === ROOT) return false;
    for (const node of this.store.below(form.id)) {
      if (node.kind !== "form_submit_button") continue;
      if (node.props.disabled === true) return false;
      this.fire(node.id);
      return true;
    }
    return false;
  }
}
