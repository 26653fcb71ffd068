import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { Kind, Operation, Props } from "../../protocol.gen";
import { show } from "../testing";

/** An input as the battery uses it. */
export interface Case<K extends Kind> {
  readonly kind: K;
  /** Its properties, without a label. `value` is what the server knows at first. */
  readonly props: Partial<Props<K>>;
  /** The role of what a person operates; its name is the label. Of a group, the role of the group. */
  readonly role: string;
  /** The value that is to be seen. */
  readonly read: () => unknown;
  /** What is seen at first. */
  readonly seen: unknown;
  /** What a person does to enter another value. */
  readonly enter: () => Promise<void>;
  /** That value, as it is sent. */
  readonly sends: unknown;
  /** What is seen then. */
  readonly entered: unknown;
  /** Values that the server should never send. None of them may break the page. */
  readonly hostile: readonly unknown[];
}

const FORM = 10;
const INSIDE = 11;
const BUTTON = 12;
const ALONE = 10;

const LABELS = [
  "",
  " ",
  "a".repeat(5000),
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "$\\frac{$",
];

/** What is true of every input that has a value. A new input gets all of it by one call. */
export function battery<K extends Kind>(input: Case<K>): void {
  const { kind, role, read, seen, enter, sends, entered } = input;
  const props = (more: object = {}) => ({ label: "W", ...input.props, ...more }) as Partial<Props<K>>;
  const control = () => screen.getByRole(role, { name: "W" });

  describe(`the battery of inputs: ${kind}`, () => {
    test("it shows what the server knows, and sends nothing by itself", async () => {
      const { sent } = await show(kind, props());
      expect(control()).toBeTruthy();
      expect(read()).toEqual(seen);
      expect(sent).toEqual([]);
    });

    test("what a person enters is shown, and sent once", async () => {
      const { sent } = await show(kind, props());
      await enter();
      expect(read()).toEqual(entered);
      await vi.waitFor(() => expect(sent).toEqual([[[ALONE, sends]]]));
    });

    test("what the app sets is shown", async () => {
      const { apply, sent } = await show(kind, props());
      apply(["set", ALONE, { value: sends }]);
      expect(read()).toEqual(entered);
      expect(sent).toEqual([]);
    });

    test("a value that the server refuses is shown no more", async () => {
      const { apply, sent } = await show(kind, props());
      await enter();
      await vi.waitFor(() => expect(sent).toHaveLength(1));
      apply(["set", ALONE, { value: input.props["value" as keyof Props<K>] }]);
      await vi.waitFor(() => expect(read()).toEqual(seen));
    });

    test("what was entered stays when the app changes something else", async () => {
      const { apply, sent } = await show(kind, props());
      await enter();
      await vi.waitFor(() => expect(sent).toHaveLength(1));
      apply(["set", ALONE, { help: "More about it" }]);
      expect(read()).toEqual(entered);
    });

    test("a disabled one cannot be used", async () => {
      const { sent } = await show(kind, props({ disabled: true }));
      // What cannot be pressed at all cannot be used either.
      await enter().catch((error: Error) =>
        expect(error.message).toMatch(/pointer-events|Unable to find|editable/),
      );
      expect(read()).toEqual(seen);
      expect(sent).toEqual([]);
    });

    test("in a form, it is sent with the form's button, in one message", async () => {
      const inside: Operation[] = [
        ["insert", INSIDE, FORM, 0, kind, props()],
        ["insert", BUTTON, FORM, INSIDE, "form_submit_button", { label: "Go" }],
      ];
      const { sent } = await show("form", { key: "f" }, inside);
      await enter();
      await userEvent.tab();
      expect(read()).toEqual(entered);
      expect(sent).toEqual([]);
      await userEvent.click(screen.getByRole("button", { name: "Go" }));
      expect(sent).toEqual([
        [
          [INSIDE, sends],
          [BUTTON, true],
        ],
      ]);
    });

    test.each(["visible", "hidden", "collapsed"] as const)(
      "its label names it, also when it is %s",
      async (how) => {
        await show(kind, props({ label_visibility: how }));
        const label = document.querySelector(".tr-label");
        expect(label?.textContent).toBe("W");
        expect(label?.getAttribute("data-visibility")).toBe(how);
        expect(screen.getByRole(role)).toBeTruthy();
        // What takes its place and is not seen is not heard either; what takes none is for the ears alone.
        if (how !== "hidden") expect(control()).toBeTruthy();
      },
    );

    test("it explains itself, unless its label is not to be seen", async () => {
      const { apply } = await show(kind, props({ help: "More about it" }));
      expect(screen.getByRole("button", { name: "Help" })).toBeTruthy();
      expect(screen.getByText("More about it")).toBeTruthy();
      apply(["set", ALONE, { label_visibility: "collapsed" }]);
      expect(screen.queryByRole("button", { name: "Help" })).toBeNull();
    });

    test.each(LABELS)("a label like %j does no harm", async (label) => {
      const { container } = await show(kind, props({ label }));
      expect(screen.queryByText(/could not be shown/)).toBeNull();
      expect(container.querySelector("img, a[href^='javascript']")).toBeNull();
      expect(read()).toEqual(seen);
    });

    test.each(input.hostile.map((value) => ({ value })))(
      "$value does not break the page",
      async ({ value }) => {
        const { apply } = await show(kind, props({ value }));
        expect(screen.queryByText(/could not be shown/)).toBeNull();
        apply(["set", ALONE, { value: input.props["value" as keyof Props<K>] }]);
        expect(read()).toEqual(seen);
      },
    );
  });
}
