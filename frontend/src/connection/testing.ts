import { decode, encode } from "@msgpack/msgpack";
import type { ClientMessage, ServerMessage } from "../protocol.gen";

/** A WebSocket for tests. The test plays the server. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  readyState: number = WebSocket.CONNECTING;
  binaryType = "";
  sent: ClientMessage[] = [];
  pings = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(data: Uint8Array): void {
    const message = decode(data) as ClientMessage;
    if (message[0] === "ping") this.pings += 1;
    else this.sent.push(message);
  }
  close(): void {
    this.readyState = WebSocket.CLOSED;
  }
  open(): this {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
    return this;
  }
  says(message: ServerMessage): this {
    const bytes = encode(message);
    this.onmessage?.({
      data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    return this;
  }
  breaks(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }
  greets(session = "s1", resumed = false, received = 0): this {
    return this.open().says(["hello", session, resumed, { title: "app" }, received]);
  }
  get tags(): string[] {
    return this.sent.map((message) => message[0]);
  }
}

/** The socket that was opened last. */
export const last = () => FakeSocket.all.at(-1) as FakeSocket;
