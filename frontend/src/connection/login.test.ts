// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "../store/store";
import { askForLogin } from "./askForLogin";
import { Client } from "./client";
import { reloadForPerson, sharePerson, watchPerson } from "./login";
import { FakeSocket, last } from "./testing";

const KEY = "treadle.person/";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  FakeSocket.all = [];
});
afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body: unknown) {
  const fetch = vi.fn(
    async (_url: string, _init: RequestInit) => new Response(JSON.stringify(body), { status }),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("the server is asked by POST, and its answer is where to go", async () => {
  const fetch = answers(200, { url: "https://provider/login?x=1" });
  expect(await askForLogin("token")).toBe("https://provider/login?x=1");
  expect(fetch.mock.calls[0]?.[0]).toMatch(/\/auth\/login$/);
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: "POST", body: "token" });
});

test("after a logout, the other tabs are told before this one leaves", async () => {
  localStorage.setItem(KEY, "ada");
  const fetch = answers(200, { url: "http://app/" });
  await askForLogin("");
  expect(fetch.mock.calls[0]?.[0]).toMatch(/\/auth\/logout$/);
  expect(localStorage.getItem(KEY)).toBe("");
});

test.each([
  [403, { error: "Open the app elsewhere." }, "Open the app elsewhere."],
  [200, { url: "javascript:alert(1)" }, "The server does not answer. Try again."],
  [502, null, "The server does not answer. Try again."],
])("a refusal is said, and leads nowhere (%d)", async (status, body, message) => {
  answers(status, body);
  await expect(askForLogin("token")).rejects.toThrow(message);
});

test("a hidden tab asks when it is seen", async () => {
  const fetch = answers(200, { url: "http://app/" });
  const state = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  const asked = askForLogin("token");
  expect(fetch).not.toHaveBeenCalled();
  state.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await asked;
  expect(fetch).toHaveBeenCalledOnce();
  state.mockRestore();
});

test("a tab hears of another person, and of nothing else", () => {
  const changed = vi.fn();
  const stop = watchPerson(() => "ada", changed);
  const tell = (key: string, newValue: string | null) =>
    window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
  tell(KEY, "ada");
  tell("treadle.person/other/", "");
  expect(changed).not.toHaveBeenCalled();
  tell(KEY, null);
  expect(changed).toHaveBeenCalledOnce();
  stop();
});

test("a browser that keeps nothing is no problem", () => {
  sharePerson("ada", () => {
    throw new Error("denied");
  });
});

test("a tab does not reload again and again", () => {
  const reload = vi.fn();
  reloadForPerson(reload);
  reloadForPerson(reload);
  expect(reload).toHaveBeenCalledOnce();
});

test("a connection for another person gets nothing of the page", () => {
  const onOtherPerson = vi.fn();
  const client = new Client({
    store: new Store(),
    url: "ws://server/_treadle/ws",
    address: () => ["/", ""],
    info: () => ({
      timezone: "UTC",
      timezone_offset: 0,
      locale: "en",
      url: "u",
      theme: "dark",
      embedded: false,
    }),
    onOtherPerson,
    connect: (url) => new FakeSocket(url) as unknown as WebSocket,
  });
  const hello = (mark: string) =>
    last()
      .open()
      .says(["hello", "s1", true, { login: mark }, 0]);
  vi.useFakeTimers();
  client.start();
  hello("ada");
  last().breaks();
  vi.runOnlyPendingTimers();
  client.interact([[1, "hers"]]);
  hello("grace");
  expect(onOtherPerson).toHaveBeenCalledOnce();
  expect(last().tags).toEqual(["open"]);
  expect(sessionStorage.getItem("treadle.session")).toBeNull();
  client.close();
  vi.useRealTimers();
});
