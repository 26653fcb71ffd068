type Render = (formula: string) => string;

let loading: Promise<Render> | undefined;

/** Fetch KaTeX with its style sheet; its fonts come as formulas need them. */
export function loadMath(): Promise<Render> {
  if (loading === undefined) {
    loading = Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(
      ([{ default: katex }]) => {
        return (formula) =>
          katex.renderToString(formula, {
            displayMode: true,
            throwOnError: false,
            errorColor: "var(--tr-red-text)",
            strict: "ignore",
            trust: false,
            // A formula must not paint over the page around it.
            maxSize: 30,
          });
      },
    );
    loading.catch(() => {
      loading = undefined;
    });
  }
  return loading;
}
