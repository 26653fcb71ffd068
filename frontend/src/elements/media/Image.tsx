import type { ReactNode } from "react";
import type { ShownImage } from "../../protocol.gen";
import type { ElementProps } from "../contract";
import { useImageUrl } from "../hooks";
import { Markdown } from "../shared/Markdown";
import styles from "./Image.module.css";

/** One image, or several side by side, with a line below each. */
export default function Image({ props }: ElementProps<"image">): ReactNode {
  const { pictures, link, width } = props;
  return (
    <div className={`stImage ${styles.root}`} data-testid="stImage" data-width={String(width)}>
      {pictures.map((picture, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an image that takes another's place keeps its box
        <figure key={index} className={styles.figure} data-testid="stImageContainer">
          <Linked link={link}>
            <Shown picture={picture} width={width} />
          </Linked>
          {picture.caption === "" ? null : (
            <figcaption className={styles.caption} data-testid="stImageCaption">
              <Markdown inline>{picture.caption}</Markdown>
            </figcaption>
          )}
        </figure>
      ))}
    </div>
  );
}

function Linked({
  link,
  children,
}: {
  readonly link: string | null;
  readonly children: ReactNode;
}): ReactNode {
  if (link === null) return children;
  const outside = /^https?:/i.test(link);
  return (
    <a
      href={link}
      data-testid="stImageLink"
      {...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {})}
    >
      {children}
    </a>
  );
}

function Shown({
  picture,
  width,
}: {
  readonly picture: ShownImage;
  readonly width: number | string;
}): ReactNode {
  const made = useImageUrl(picture.blob, picture.type);
  const address = picture.url ?? made;
  return (
    <img
      className={styles.image}
      src={address}
      alt={picture.alt ?? ""}
      style={typeof width === "number" ? { width } : undefined}
    />
  );
}
