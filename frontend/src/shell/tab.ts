import { useEffect, useRef } from "react";
import { addressOf, pagePath } from "../connection/address";
import type { Client } from "../connection/client";
import { rememberPage } from "../connection/copies";
import { isMaterial, materialName } from "../elements/shared/icons";

/** The browser tab's title. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** The browser tab's icon: an emoji, `:material/name:` or an address; null for Treadle's own. */
export function useFavicon(icon: string | null): void {
  const original = useRef<string | null>(null);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link === null) return;
    original.current ??= link.getAttribute("href");
    let current = true;
    void iconAddress(icon).then((address) => {
      if (current) link.href = address ?? original.current ?? "";
    });
    return () => {
      current = false;
    };
  }, [icon]);
}

async function iconAddress(icon: string | null): Promise<string | null> {
  if (icon === null || icon === "") return null;
  if (/^(https?:|data:|blob:|\/|\.)/.test(icon)) return icon;
  if (!isMaterial(icon)) {
    // Streamlit takes ":rocket:" here too.
    const shortcode = /^:([a-z0-9_+-]+):$/.exec(icon)?.[1];
    const emoji =
      shortcode === undefined ? icon : (await import("../elements/shared/markdown/emoji")).emoji(shortcode);
    return emoji === undefined ? null : svg(emoji);
  }
  // An SVG picture cannot use the page's fonts, so the glyph is drawn.
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const name = materialName(icon);
  await document.fonts.load('64px "Material Symbols Rounded"', name);
  context.font = '64px "Material Symbols Rounded"';
  context.textBaseline = "top";
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--tr-primary");
  context.fillText(name, 0, 0);
  return canvas.toDataURL();
}

function svg(emoji: string): string {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text y=".9em" font-size="88">${emoji.replace(/[<&]/g, "")}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(text)}`;
}

/**
 * Keeps the browser's address and the app's the same, both ways. An address of another step than before is a new entry of the
 * browser's history; one of the same step replaces the newest entry.
 */
export function useAddress(path: string, query: string, step: number, client: Client): void {
  const shown = useRef<string | null>(null);
  const known = useRef(0);
  useEffect(() => {
    shown.current ??= here();
    rememberPage();
    if (step === 0) return; // the document comes with the first batch: the server counts from 1
    const entry = known.current !== 0 && known.current !== step;
    known.current = step;
    const wanted = addressOf(path, query);
    if (wanted === here()) return;
    shown.current = wanted;
    const { hash, pathname } = window.location;
    const samePage = wanted.split("?")[0] === pathname;
    const address = samePage ? wanted + hash : wanted;
    if (entry) window.history.pushState(null, "", address);
    else window.history.replaceState(window.history.state, "", address);
    rememberPage();
    if (entry && !samePage) window.scrollTo(0, 0);
  }, [path, query, step]);
  useEffect(() => {
    const listener = () => {
      const now = here();
      // A step between anchors of the same page is none between states of the app.
      if (now === shown.current) return;
      shown.current = now;
      rememberPage();
      client.rerun(window.location.search.replace(/^\?/, ""), pagePath());
    };
    window.addEventListener("popstate", listener);
    return () => window.removeEventListener("popstate", listener);
  }, [client]);
}

function here(): string {
  const { pathname, search } = window.location;
  return pathname + search;
}
