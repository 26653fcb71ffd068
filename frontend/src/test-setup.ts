import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// Mantine asks for these; jsdom has neither.
window.matchMedia ??= vi.fn((query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
}));
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// What a test waits for is a condition, not a time: on a busy machine a module may take long to come.
configure({ asyncUtilTimeout: 20_000 });

afterEach(cleanup);
