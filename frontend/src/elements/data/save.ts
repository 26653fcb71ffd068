/** Let the browser save a text as a CSV file, named after the moment. */
export function saveCsv(text: string): void {
  // The mark at the start tells spreadsheets that this is UTF-8.
  const address = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${new Date().toISOString().slice(0, 16).replace(":", "-")}_table.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
