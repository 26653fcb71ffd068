import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useGradual } from "./gradual";
import { useLongText, wholeText } from "./longText";
import { Windowed } from "./Windowed";

afterEach(() => vi.unstubAllGlobals());

interface PiecesProps {
  readonly pieces: readonly string[];
  readonly atOnce?: number;
}

function Pieces({ pieces, atOnce = 100 }: PiecesProps) {
  const { shown, hidden, more } = useGradual(pieces, atOnce, wholeText(""));
  return (
    <>
      <p>{shown.join(" ")}</p>
      <button type="button" onClick={more}>
        {hidden}
      </button>
    </>
  );
}

const shown = () => screen.getByRole("paragraph").textContent;

test("the first piece is there at once, the others come one by one", async () => {
  const { container } = render(<Pieces pieces={["a", "b", "c"]} />);
  const seen = [shown()];
  new MutationObserver(() => seen.push(shown())).observe(container, { subtree: true, characterData: true });
  expect(shown()).toBe("a");
  await waitFor(() => expect(shown()).toBe("a b c"));
  expect(seen).toContain("a b");
});

test("old pieces stay until new ones take their places", async () => {
  const { rerender } = render(<Pieces pieces={["a", "b", "c"]} />);
  await waitFor(() => expect(shown()).toBe("a b c"));
  rerender(<Pieces pieces={["A", "B"]} />);
  expect(shown()).toBe("A b c");
  await waitFor(() => expect(shown()).toBe("A B"));
});

test("what is more than may be shown at once is counted and shown when it is asked for", async () => {
  render(<Pieces pieces={["aa", "bb", "cc"]} atOnce={2} />);
  await waitFor(() => expect(shown()).toBe("aa bb"));
  fireEvent.click(screen.getByRole("button", { name: "2" }));
  await waitFor(() => expect(shown()).toBe("aa bb cc"));
  expect(screen.getByRole("button").textContent).toBe("0");
});

test("what is printed is there in full", () => {
  render(<Pieces pieces={["a", "b", "c"]} />);
  act(() => void window.dispatchEvent(new Event("beforeprint")));
  expect(shown()).toBe("a b c");
});

function Text({ rest, size }: { readonly rest: string; readonly size: number }) {
  const text = useLongText({ body: "begin ", rest, rest_size: size });
  return (
    <>
      <p>{text.text}</p>
      <button type="button" onClick={() => void text.more()}>
        {text.problem ?? text.hidden}
      </button>
    </>
  );
}

test("the rest of a text is fetched in parts, whole characters each", async () => {
  const bytes = new TextEncoder().encode("🧵".repeat(250_001));
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: { Range: string } }) => {
    asked.push(headers.Range);
    const [first, last] = headers.Range.slice(6).split("-").map(Number) as [number, number];
    return new Response(bytes.slice(first, last + 1), { status: 206 });
  });
  // The first part ends within a character.
  render(<Text rest="0123456789abcdef" size={bytes.length} />);
  expect(shown()).toBe("begin ");
  fireEvent.click(screen.getByRole("button", { name: String(bytes.length) }));
  await screen.findByRole("button", { name: "4" });
  fireEvent.click(screen.getByRole("button"));
  await screen.findByRole("button", { name: "0" });
  expect(shown()).toBe(`begin ${"🧵".repeat(250_001)}`);
  expect(asked).toEqual(["bytes=0-999999", "bytes=1000000-1000003"]);
});

test("a text whose rest is gone says so, and can be tried again", async () => {
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  render(<Text rest="0123456789abcdef" size={4} />);
  fireEvent.click(screen.getByRole("button"));
  await screen.findByRole("button", { name: /no longer has the rest/ });
  vi.stubGlobal("fetch", async () => new Response("done", { status: 206 }));
  fireEvent.click(screen.getByRole("button"));
  await screen.findByRole("button", { name: "0" });
  expect(shown()).toBe("begin done");
});

class Watcher {
  static all: Watcher[] = [];
  elements = new Set<Element>();
  constructor(readonly callback: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
    Watcher.all.push(this);
  }
  observe(element: Element) {
    this.elements.add(element);
  }
  unobserve(element: Element) {
    this.elements.delete(element);
  }
}

const spaces = () => [...document.querySelectorAll("[aria-hidden=true]")];
const look = (target: Element | undefined) => {
  if (target === undefined) throw new Error("there is no such space");
  act(() => {
    for (const { callback, elements } of Watcher.all) {
      if (elements.has(target)) callback([{ target, isIntersecting: true }]);
    }
  });
};
const numbers = (count: number, first = 1) => Array.from({ length: count }, (_, i) => i + first);
const List = ({ ids, all = false }: { readonly ids: readonly number[]; readonly all?: boolean }) => (
  <Windowed ids={ids} all={all} draw={(id) => <input key={id} aria-label={String(id)} />} />
);
const there = () => screen.queryAllByRole("textbox").map((box) => Number(box.getAttribute("aria-label")));

beforeEach(() => vi.stubGlobal("IntersectionObserver", Watcher));

test("a long list is drawn where it is seen, and what was drawn stays", () => {
  const { rerender } = render(<List ids={numbers(1000)} />);
  expect(there()).toEqual(numbers(25));
  expect(spaces()).toHaveLength(39);
  look(spaces()[20]);
  expect(there()).toEqual([...numbers(25), ...numbers(25, 526)]);
  const typed = screen.getByLabelText("526");
  rerender(<List ids={[2000, ...numbers(1000)]} />);
  expect(screen.getByLabelText("526")).toBe(typed);
  look(spaces()[0]);
  expect(there()[0]).toBe(2000);
});

test("what is added to the end of a long list is drawn when it is seen", () => {
  const { rerender } = render(<List ids={numbers(50)} />);
  look(spaces()[0]);
  expect(there()).toHaveLength(50);
  rerender(<List ids={numbers(51)} />);
  expect(there()).toHaveLength(50);
  look(spaces()[0]);
  expect(there()).toHaveLength(51);
});

test("a list of a small page is drawn at once, and so is a long one before it is printed", () => {
  const { unmount } = render(<List ids={numbers(100)} all />);
  expect(there()).toHaveLength(100);
  unmount();
  render(<List ids={numbers(100)} />);
  expect(there()).toHaveLength(25);
  act(() => void window.dispatchEvent(new Event("beforeprint")));
  expect(there()).toHaveLength(100);
});
