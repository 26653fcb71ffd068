/** What `:material/name:` names. */
const MATERIAL = /^:material\/([a-z0-9_]+):$/;

export function isMaterial(icon: string): boolean {
  return MATERIAL.test(icon);
}

export function materialName(icon: string): string {
  return MATERIAL.exec(icon)?.[1] ?? "";
}

const FONT = '24px "Material Symbols Rounded"';
let ready = false;
let asked = false;
const waiting = new Set<() => void>();

/** Whether the icon font is here; asking for it the first time fetches it. */
export function iconFontReady(): boolean {
  return ready;
}

export function subscribeIconFont(listener: () => void): () => void {
  waiting.add(listener);
  if (!asked) {
    asked = true;
    void fetchIconFont();
  }
  return () => waiting.delete(listener);
}

async function fetchIconFont(): Promise<void> {
  try {
    // "home": any text makes the browser fetch the font; jsdom has no fonts at all.
    await document.fonts?.load(FONT, "home");
    ready = true;
    for (const listener of waiting) listener();
  } catch {
    asked = false; // the network failed: the next icon tries again
  }
}
