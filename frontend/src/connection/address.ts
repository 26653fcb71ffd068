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
  if (`${pathname}/` === base) return "/";
  const path = pathname.startsWith(base) ? `/${pathname.slice(base.length)}` : pathname;
  return path === "/index.html" ? "/" : path;
}

/** The address of a page, as a link has it. The parameters that say how the page is embedded hold for all pages. */
export function pageAddress(path: string, query = ""): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (/^embed(_options)?$/i.test(name)) parameters.append(name, value);
  }
  return addressOf(path, parameters.toString());
}

/** The address of a page with just this query. */
export function addressOf(path: string, query: string): string {
  return `${basePath()}${encodeURIComponent(path)}${query === "" ? "" : `?${query}`}`;
}
