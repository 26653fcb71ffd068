import { type ReactNode, useRef } from "react";
import { Action, Toolbar } from "../../data/parts/Toolbar";
import { save } from "../../data/save";
import { useFull } from "../useFull";
import styles from "./Drawing.module.css";

type Length = number | "content" | "stretch";

interface DrawingProps {
  /** The drawing, without what could act by itself; undefined until it is there. */
  readonly svg: string | undefined;
  /** Why there is none. */
  readonly problem: string | undefined;
  readonly label: string;
  /** The name of the files that it is saved as. */
  readonly name: string;
  /** Whether it is a graph of Graphviz, whose black and white become colours of the page. */
  readonly look: "graph" | "diagram";
  readonly width: Length;
  readonly height: Length;
}

/** A drawing that an engine has made as SVG, with fullscreen and downloads. */
export function Drawing({ svg, problem, label, name, look, width, height }: DrawingProps): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const [full, toggleFull] = useFull(root);

  const picture = async (kind: "svg" | "png") => {
    const shown = plot.current?.querySelector("svg");
    if (shown) save(await pictureOf(shown, kind), `${name}.${kind}`);
  };

  return (
    <div
      ref={root}
      className={styles.root}
      data-full={full || undefined}
      data-natural={(!full && width === "content") || undefined}
      data-filled={full || height !== "content" || undefined}
    >
      {svg === undefined ? null : (
        <Toolbar full={full} onFull={toggleFull}>
          <Action icon="picture" label="Download as PNG" onClick={() => picture("png")} />
          <Action icon="download" label="Download as SVG" onClick={() => picture("svg")} />
        </Toolbar>
      )}
      {problem === undefined ? (
        // biome-ignore lint/a11y/useSemanticElements: a figure would need a caption for its name
        <div
          ref={plot}
          role="figure"
          className={styles.plot}
          data-look={look}
          aria-label={label}
          aria-busy={svg === undefined || undefined}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: it has been purified
          dangerouslySetInnerHTML={{ __html: svg ?? "" }}
        />
      ) : (
        <p className={styles.note} role="note">
          {problem}
        </p>
      )}
    </div>
  );
}

const SCALE = 2;

/** A drawing as a file, with the colours that it has on the page and on the page's ground. */
async function pictureOf(shown: SVGSVGElement, kind: "svg" | "png"): Promise<Blob> {
  const { width, height } = shown.getBoundingClientRect();
  const copy = shown.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", `${width}`);
  copy.setAttribute("height", `${height}`);
  const originals = shown.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((part, i) => {
    const original = originals[i];
    if (original === undefined || !(original instanceof SVGElement)) return;
    const { fill, stroke } = getComputedStyle(original);
    part.style.fill = fill;
    part.style.stroke = stroke;
  });
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  const file = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  if (kind === "svg") return file;
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((made) =>
        made === null ? reject(new Error("The picture is too large.")) : resolve(made),
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
