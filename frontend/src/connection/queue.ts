type Change = readonly [id: number, value: unknown];

/** What a person did while there was no connection: the newest value of each widget, and every press in its place. */
export class Queue {
  private entries: { changes: readonly Change[]; trigger: boolean }[] = [];

  add(changes: readonly Change[], trigger: boolean): void {
    const ids = new Set(changes.map(([id]) => id));
    // An older value of the same widget matters only if a press came after it and saw it.
    const last = this.entries.at(-1);
    if (!trigger && last !== undefined && !last.trigger) {
      last.changes = [...last.changes.filter(([id]) => !ids.has(id)), ...changes];
    } else this.entries.push({ changes, trigger });
  }

  /** Return the messages to send, in order, and forget them. */
  take(): { readonly changes: readonly Change[]; readonly trigger: boolean }[] {
    const entries = this.entries;
    this.entries = [];
    return entries;
  }

  clear(): void {
    this.entries = [];
  }
}
