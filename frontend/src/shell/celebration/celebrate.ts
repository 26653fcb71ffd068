import styles from "./celebrate.module.css";

type Kind = "balloons" | "snow";

const SVG = "http://www.w3.org/2000/svg";
const COLORS = ["#ff5a6e", "#ff9f43", "#ffd23f", "#3fc380", "#36a2eb", "#9b6bff", "#ff7ac6"];
/** An app may celebrate in a loop. More at once would slow the page, and nobody would see the difference. */
const MOST = 3;

/** How many there are, and how long the slowest is under way (ms). */
const AMOUNT = { balloons: [28, 4600], snow: [110, 7000] } as const;

const between = (least: number, most: number) => least + Math.random() * (most - least);

/** Balloons that rise over the page, or snow that falls, once. Nothing for a person who wants less motion. */
export function celebrate(kind: Kind): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const sky = document.createElement("div");
  sky.className = `${styles.root} ${kind === "balloons" ? "stBalloons" : "stSnow"}`;
  sky.dataset.testid = kind === "balloons" ? "stBalloons" : "stSnow";
  sky.setAttribute("aria-hidden", "true");
  const [count, longest] = AMOUNT[kind];
  const flights: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const flyer = kind === "balloons" ? balloon(COLORS[i % COLORS.length] as string) : flake();
    sky.append(flyer);
    flights.push((kind === "balloons" ? rise(flyer, longest) : fall(flyer, longest)).finished);
  }
  document.body.append(sky);
  const skies = document.querySelectorAll(`.${styles.root}`);
  for (const old of [...skies].slice(0, -MOST)) old.remove();
  // If it is taken off the page before, its flights are cancelled.
  void Promise.allSettled(flights).then(() => sky.remove());
}

function rise(element: SVGElement, longest: number): Animation {
  const size = between(60, 120);
  const sway = between(-60, 60);
  Object.assign(element.style, { left: `${between(-3, 97)}vw`, top: "100vh", width: `${size}px` });
  return element.animate(
    [
      { transform: "translate(0, 0) rotate(-4deg)" },
      { transform: `translate(${sway}px, -65vh) rotate(5deg)`, offset: 0.5 },
      { transform: `translate(${-sway / 2}px, calc(-100vh - 260px)) rotate(-4deg)` },
    ],
    {
      duration: between(0.55, 0.8) * longest,
      delay: between(0, 0.2) * longest,
      easing: "ease-in",
      fill: "both",
    },
  );
}

function fall(element: SVGElement, longest: number): Animation {
  const size = between(8, 26);
  const sway = between(-90, 90);
  const turn = between(-360, 360);
  Object.assign(element.style, {
    left: `${between(-5, 100)}vw`,
    top: "-40px",
    width: `${size}px`,
    opacity: String(between(0.55, 1)),
  });
  return element.animate(
    [
      { transform: "translate(0, 0)" },
      { transform: `translate(${sway}px, 55vh) rotate(${turn / 2}deg)`, offset: 0.5 },
      { transform: `translate(${sway / 4}px, calc(100vh + 80px)) rotate(${turn}deg)` },
    ],
    {
      duration: between(0.4, 0.7) * longest,
      delay: between(0, 0.3) * longest,
      easing: "linear",
      fill: "both",
    },
  );
}

function shape(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function balloon(color: string): SVGElement {
  const svg = shape("svg", { viewBox: "0 0 60 130" });
  svg.append(
    shape("path", { d: "M30 74 C26 90 35 102 29 128", fill: "none", stroke: color, "stroke-opacity": 0.6 }),
    shape("path", { d: "M30 70 L25 78 H35 Z", fill: color }),
    shape("ellipse", { cx: 30, cy: 36, rx: 27, ry: 35, fill: color, "fill-opacity": 0.92 }),
    shape("path", { d: "M52 54 A27 35 0 0 1 20 68 A30 38 0 0 0 52 54", fill: "#000", "fill-opacity": 0.1 }),
    shape("ellipse", {
      cx: 20,
      cy: 20,
      rx: 5.5,
      ry: 9,
      fill: "#fff",
      "fill-opacity": 0.55,
      transform: "rotate(24 20 20)",
    }),
  );
  return svg;
}

function flake(): SVGElement {
  const svg = shape("svg", { viewBox: "-10 -10 20 20" });
  for (let angle = 0; angle < 360; angle += 60) {
    svg.append(
      shape("path", {
        d: "M0 0 V-9 M0 -5 L-2.6 -7.4 M0 -5 L2.6 -7.4 M0 -2.6 L-1.8 -4.2 M0 -2.6 L1.8 -4.2",
        transform: `rotate(${angle})`,
      }),
    );
  }
  return svg;
}
