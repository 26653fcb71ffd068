/** Who listens to what. A topic is a node's id or the name of a part of the state. */
export type Topic = number | string;

export class Topics {
  private readonly listeners = new Map<Topic, Set<() => void>>();

  subscribe(topic: Topic, listener: () => void): () => void {
    let set = this.listeners.get(topic);
    if (set === undefined) {
      set = new Set();
      this.listeners.set(topic, set);
    }
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(topic) === set) this.listeners.delete(topic);
    };
  }

  notify(topics: Iterable<Topic>): void {
    for (const topic of topics) {
      const set = this.listeners.get(topic);
      // A listener may unsubscribe itself or others: go over a copy.
      if (set !== undefined) for (const listener of [...set]) listener();
    }
  }
}
