import { vi } from "vitest";

/** A request that a test answers by hand, or that is answered at once as the server would. */
export class FakeRequest {
  static readonly all: FakeRequest[] = [];
  /** False: requests wait for `answer`. */
  static atOnce = true;

  method = "";
  url = "";
  status = 0;
  responseText = "";
  responseType = "";
  readonly headers: Record<string, string> = {};
  body: Blob | null = null;
  aborted = false;
  readonly upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null } = {
    onprogress: null,
  };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  ontimeout: (() => void) | null = null;

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(body: Blob | null = null): void {
    this.body = body;
    FakeRequest.all.push(this);
    if (FakeRequest.atOnce && this.method === "PUT") queueMicrotask(() => this.answer());
  }

  abort(): void {
    this.aborted = true;
  }

  /** Answer as the server does. */
  answer(status = 200, body: object = this.ref): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }

  get ref() {
    const name = decodeURIComponent(this.headers["X-Treadle-Name"] ?? "");
    return { id: `id of ${name}`, name, size: this.body?.size ?? 0, type: this.body?.type ?? "" };
  }
}

/** Let no test send a request, and forget those of the test before. */
export function fakeRequests(): void {
  FakeRequest.all.length = 0;
  FakeRequest.atOnce = true;
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
}
