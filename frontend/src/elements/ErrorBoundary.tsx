import { Component, type ReactNode } from "react";
import noteStyles from "./shared/Note.module.css";

interface Props {
  readonly kind: string;
  /** Another value gives the element another try. */
  readonly attempt: unknown;
  readonly children: ReactNode;
}

/** Keeps an element that cannot be shown from taking the page with it. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error !== null && before.attempt !== this.props.attempt) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className={`${noteStyles.root} ${noteStyles.error}`} role="alert">
        <strong>{`This ${this.props.kind.replaceAll("_", " ")} could not be shown.`}</strong>
        <span>{error.message}</span>
        <button type="button" className={noteStyles.link} onClick={() => this.setState({ error: null })}>
          Try again
        </button>
      </div>
    );
  }
}
