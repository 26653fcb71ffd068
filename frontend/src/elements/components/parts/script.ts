/** What the script of a component gets. */
export interface ScriptArguments {
  readonly name: string;
  readonly data: unknown;
  readonly key: string;
  readonly parentElement: HTMLElement | ShadowRoot;
  readonly setStateValue: (name: string, value: unknown) => void;
  readonly setTriggerValue: (name: string, value: unknown) => void;
}

type Cleanup = () => void;
export type Script = (component: ScriptArguments) => unknown;

/** The function that a component's module exports. */
export async function loadScript(address: string): Promise<Script> {
  const module: { default?: unknown } = await import(/* @vite-ignore */ address);
  if (typeof module.default !== "function")
    throw new Error("The script of a component must export a function as default.");
  return module.default as Script;
}

/** Runs a script again and again, and what it has returned last at the end. */
export class Runner {
  private cleanup: Cleanup | null = null;
  private ended = false;

  /** Run the script. Its promise is rejected if the script fails; what fails after the end is nobody's. */
  async run(address: string, given: ScriptArguments, load: typeof loadScript = loadScript): Promise<void> {
    try {
      const script = await load(address);
      if (this.ended) return;
      const returned = await script(given);
      const cleanup = typeof returned === "function" ? (returned as Cleanup) : null;
      if (this.ended) cleanup?.();
      else if (cleanup !== null) this.cleanup = cleanup;
    } catch (error) {
      if (!this.ended) throw error;
    }
  }

  end(): void {
    this.ended = true;
    this.cleanup?.();
    this.cleanup = null;
  }
}
