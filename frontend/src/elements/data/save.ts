/** Let the browser save a text, in parts, as a CSV file, named after the moment. */
export function saveCsv(parts: readonly string[]): void {
  // The mark at the start tells spreadsheets that this is UTF-8.
  save(new Blob(["\ufeff", ...parts], { type: "text/csv;charset=utf-8" }), "table.csv");
}

/** Let the browser save a file, named after the moment and with this ending. */
export function save(file: Blob, ending: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = `${new Date().toISOString().slice(0, 16).replace(":", "-")}_${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
