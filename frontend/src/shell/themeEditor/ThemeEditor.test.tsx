import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, expect, test, vi } from "vitest";
import { Client } from "../../connection/client";
import { Interactions } from "../../connection/interactions";
import { AppContext } from "../../elements/app";
import { Store } from "../../store/store";
import ThemeEditor from "./ThemeEditor";

function start(theme = {}) {
  const store = new Store();
  const client = new Client({ store, url: "ws://test", address: () => ["/", ""], info: vi.fn() });
  client.preview({ theme });
  const interactions = new Interactions(store, () => {});
  const close = vi.fn();
  const open = () =>
    render(
      <AppContext value={{ store, client, interactions }}>
        <MantineProvider>
          <ThemeEditor onClose={close} />
        </MantineProvider>
      </AppContext>,
    );
  return { client, close, open };
}

function answering(status: number, answer: unknown) {
  const ask = vi.fn(
    async (..._: Parameters<typeof fetch>) => new Response(JSON.stringify(answer), { status }),
  );
  vi.stubGlobal("fetch", ask);
  return ask;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the page shows what is changed, and without the editor what the server knows", () => {
  const { client, open } = start({ primaryColor: "#111111" });
  const { unmount } = open();
  fireEvent.change(screen.getByLabelText("Primary"), { target: { value: "#d6336c" } });
  fireEvent.click(screen.getByRole("radio", { name: "Sidebar" }));
  fireEvent.change(screen.getByLabelText("Text font"), { target: { value: "Georgia, serif" } });
  expect(client.settings.theme).toEqual({ primaryColor: "#d6336c", sidebar: { font: "Georgia, serif" } });
  expect(screen.getByRole("status").textContent).toBe("2 changes.");
  unmount();
  expect(client.settings.theme).toEqual({ primaryColor: "#111111" });
  open();
  expect(screen.getByRole("status").textContent).toBe("2 changes.");
  fireEvent.click(screen.getByRole("button", { name: "Reset" }));
  expect(client.settings.theme).toEqual({ primaryColor: "#111111" });
});

test("only changes are sent, and what the server has made of them is the theme", async () => {
  const { client, open } = start({ font: "serif" });
  const ask = answering(200, {
    path: "/app/.streamlit/config.toml",
    theme: { font: "monospace" },
    elsewhere: { baseRadius: "TREADLE_THEME_BASE_RADIUS" },
  });
  open();
  fireEvent.change(screen.getByLabelText("Text font"), { target: { value: "monospace" } });
  fireEvent.change(screen.getByLabelText("Corners"), { target: { value: "full" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.getByRole("status").textContent).toMatch(/^Saved in .app/));
  expect(screen.getByRole("status").textContent).toContain(
    "theme.baseRadius is set by TREADLE_THEME_BASE_RADIUS",
  );
  expect(JSON.parse(String(ask.mock.calls[0]?.[1]?.body))).toEqual({
    theme: { font: "monospace", baseRadius: "full" },
  });
  expect(client.settings.theme).toEqual({ font: "monospace" });
});

test("a refusal is said, and the changes stay", async () => {
  const { open } = start();
  answering(409, { error: "theme.font must be names of fonts." });
  open();
  fireEvent.change(screen.getByLabelText("Text font"), { target: { value: "serif" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(screen.getByRole("status").textContent).toBe("theme.font must be names of fonts."),
  );
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(false);
});

test("a font that would end its rule is not taken", () => {
  const { client, open } = start();
  open();
  fireEvent.change(screen.getByLabelText("Text font"), { target: { value: "a}body{display:none" } });
  expect(client.settings.theme).toEqual({});
  expect(screen.getByLabelText("Text font").getAttribute("aria-invalid")).toBe("true");
});

test("a theme that the server sends meanwhile keeps the changes", () => {
  const { client, open } = start({ font: "serif" });
  open();
  fireEvent.change(screen.getByLabelText("Corners"), { target: { value: "full" } });
  act(() => client.preview({ theme: { font: "monospace" } }));
  expect(client.settings.theme).toEqual({ font: "monospace", baseRadius: "full" });
});

test("it can be read and used by everybody", async () => {
  const { open, close } = start({ base: "dark" });
  const { container } = open();
  expect((await axe.run(container, { rules: { region: { enabled: false } } })).violations).toEqual([]);
  fireEvent.keyDown(screen.getByRole("complementary", { name: "Theme" }), { key: "Escape" });
  expect(close).toHaveBeenCalled();
});
