import { Topics } from "../store/topics";

export interface Notice {
  readonly id: number;
  readonly error: boolean;
  /** Markdown. */
  readonly body: string;
  readonly icon: string | null;
  /** Seconds until it goes by itself; 0: only when it is closed. */
  readonly duration: number;
}

/** More at a time would cover the page. */
const MOST = 6;

/** Short notifications: toasts of the app and problems of the page. */
export class Notices {
  list: readonly Notice[] = [];
  private nextId = 1;
  private readonly topics = new Topics();

  subscribe = (listener: () => void): (() => void) => this.topics.subscribe("list", listener);

  add(notice: Omit<Notice, "id">): void {
    // The same problem again is no news while it is still shown.
    if (notice.error && this.list.some((shown) => shown.error && shown.body === notice.body)) return;
    this.set([...this.list, { ...notice, id: this.nextId++ }].slice(-MOST));
  }

  close(id: number): void {
    this.set(this.list.filter((notice) => notice.id !== id));
  }

  private set(list: readonly Notice[]): void {
    this.list = list;
    this.topics.notify(["list"]);
  }
}
