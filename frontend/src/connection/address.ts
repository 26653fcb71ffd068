/** The server's base path, as it wrote it into the page: "/" or "/some/where/". */
export function basePath(): string {
  return new URL(document.baseURI).pathname.replace(/[^/]*$/, "");
}

/** The address of something the server offers; `path` without a slash at its start. */
export function serverUrl(path: string): string {
  return new URL(basePath() + path, window.location.origin).href;
}

export function socketUrl(): string {
  return serverUrl("_treadle/ws").replace(/^http/, "ws");
}

/** The page of the app that the address names: "/" or "/page". */
export function pagePath(): string {
  const base = basePath();
  const { pathname } = window.location;
  return pathname.startsWith(base) ? `/${pathname.slice(base.length)}` : pathname;
}
