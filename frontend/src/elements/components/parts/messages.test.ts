import { expect, test } from "vitest";
import type { SpecialArgument } from "../../../protocol.gen";
import { argumentsOf, understood } from "./messages";

const say = (type: string, rest: object = {}) => ({
  isStreamlitMessage: true,
  type: `streamlit:${type}`,
  ...rest,
});

test("what a component says is understood", () => {
  expect(understood(say("componentReady", { apiVersion: 1 }))).toEqual({ type: "ready" });
  expect(understood(say("setFrameHeight", { height: "12.5" }))).toEqual({ type: "height", height: 12.5 });
  const value = (value: unknown, dataType?: string) => {
    const said = understood(say("setComponentValue", { value, dataType }));
    return said?.type === "value" ? said.value : null;
  };
  expect(value({ a: [1, null], gone: undefined }, "json")).toEqual(["json", '{"a":[1,null]}']);
  expect(value("text")).toEqual(["json", '"text"']);
  expect(value(null)).toEqual(["json", "null"]);
  expect(value(Number.NaN)).toEqual(["json", "null"]);
  expect(value(new Uint8Array([1, 2]), "bytes")).toEqual(["bytes", new Uint8Array([1, 2])]);
  expect(value(new Uint8Array([1, 2]).buffer, "bytes")).toEqual(["bytes", new Uint8Array([1, 2])]);
  const part = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
  expect(value({ data: part, index: part, columns: part, styler: {} }, "dataframe")).toEqual([
    "dataframe",
    new Uint8Array([1, 2]),
    new Uint8Array([1, 2]),
    new Uint8Array([1, 2]),
  ]);
});

test.each([
  null,
  5,
  "streamlit:componentReady",
  {},
  { type: "streamlit:componentReady", apiVersion: 1 },
  say("other"),
  say("setFrameHeight"),
  say("setFrameHeight", { height: "high" }),
  say("setFrameHeight", { height: Number.POSITIVE_INFINITY }),
  say("setComponentValue"),
  say("setComponentValue", { value: undefined }),
  say("setComponentValue", { value: "text", dataType: "bytes" }),
  say("setComponentValue", { value: { data: new Uint8Array() }, dataType: "dataframe" }),
  say("setComponentValue", { value: null, dataType: "dataframe" }),
  say("setComponentValue", { value: 1n }),
])("%o is nothing", (data) => {
  expect(understood(data)).toBeNull();
});

test("another version of the protocol is named", () => {
  expect(understood(say("componentReady", { apiVersion: 2 }))).toEqual({ type: "version", version: 2 });
});

test("arguments are joined from what was sent, and what is large is fetched", async () => {
  const special: SpecialArgument[] = [
    { name: "second", data: "a", index: "b", columns: "c" },
    { name: "raw", data: new Uint8Array([7]), index: null, columns: null },
    { name: "first", data: "d", index: "e", columns: "f" },
  ];
  const fetched = async (blob: string | Uint8Array) =>
    typeof blob === "string" ? new TextEncoder().encode(blob) : blob;
  const { args, dfs } = await argumentsOf('{"n": 1}', special, fetched);
  expect(args).toEqual({ n: 1, raw: new Uint8Array([7]) });
  expect(dfs.map(({ key }) => key)).toEqual(["second", "first"]);
  expect(dfs[0]?.value).toMatchObject({ data: { index: new TextEncoder().encode("b") } });
});
