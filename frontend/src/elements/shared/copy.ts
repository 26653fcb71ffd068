/** Put a text on the clipboard; says whether the browser let us. */
export async function copy(text: string): Promise<boolean> {
  try {
    // The clipboard is for safe origins only.
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused, as in a frame without the permission: the old way may still work.
  }
  // A page served over plain HTTP copies the old way.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "tr-visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
