/** Buttons in a column: the table shows them. */
export default function ColumnButton(): null {
  return null;
}
