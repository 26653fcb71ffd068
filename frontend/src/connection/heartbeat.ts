/** How long the server may be silent before it is asked whether it is there, in ms. */
export const QUIET = 10_000;

/** How long an answer may take before a person is told, in ms. */
export const PATIENCE = 4_000;

/** How long an answer may take before another connection is tried, in ms. */
export const HOPELESS = 15_000;

const LOOK_EVERY = 1_000;

interface Actions {
  readonly ping: () => void;
  readonly stalled: () => void;
  readonly dead: () => void;
}

/** Finds out that nothing comes through a connection that is open all the same: a network may stall without a word. */
export class Heartbeat {
  private timer: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  /** When the question was asked that has no answer yet. */
  private askedAt: number | null = null;
  private told = false;

  constructor(private readonly actions: Actions) {}

  start(): void {
    this.stop();
    this.heardAt = performance.now();
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.askedAt = null;
    this.told = false;
  }

  /** Hear of anything that has come. */
  heard(): void {
    this.heardAt = performance.now();
    this.askedAt = null;
    this.told = false;
  }

  /** Ask whether the server is there, unless it was asked already. */
  ask(): void {
    if (this.timer === undefined || this.askedAt !== null) return;
    this.askedAt = performance.now();
    this.actions.ping();
  }

  private look(): void {
    const now = performance.now();
    if (this.askedAt === null) {
      if (now - this.heardAt >= QUIET) this.ask();
    } else if (now - this.askedAt >= HOPELESS) this.actions.dead();
    else if (now - this.askedAt >= PATIENCE && !this.told) {
      this.told = true;
      this.actions.stalled();
    }
  }
}
