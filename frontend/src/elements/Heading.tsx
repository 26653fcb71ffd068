import "./text/heading.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ElementProps } from "./contract";
import { Help } from "./shared/Help";
import { Icon } from "./shared/Icon";
import { Markdown } from "./shared/Markdown";
import { copy } from "./text/CopyButton";
import { anyColor, slug } from "./text/slug";

const SAID_FOR = 1600;

export default function Heading({ props }: ElementProps<"heading">): ReactNode {
  const { body, level, anchor, linked, help, icon, divider, text_alignment, wrap } = props;
  const name = linked ? (anchor ?? slug(body)) : "";
  const ref = useRef<HTMLHeadingElement>(null);
  // The page is built after the browser has looked for the address's anchor, so it is gone to when it appears.
  useEffect(() => {
    if (name !== "" && decode(window.location.hash) === `#${name}`) ref.current?.scrollIntoView();
  }, [name]);
  const Tag = level === 1 ? "h1" : level === 2 ? "h2" : "h3";
  return (
    <>
      <Tag
        ref={ref}
        className="tr-heading"
        data-level={level}
        data-align={text_alignment === "left" ? undefined : text_alignment}
        data-nowrap={!wrap || undefined}
        id={name || undefined}
      >
        {icon === null ? null : (
          <>
            <Icon icon={icon} />{" "}
          </>
        )}
        <Markdown inline>{body}</Markdown>
        {help ? (
          <>
            {" "}
            <Help text={help} />
          </>
        ) : null}
        {name === "" ? null : <Anchor name={name} />}
      </Tag>
      {divider === null ? null : (
        <div className="tr-heading-divider" data-color={divider === "auto" ? anyColor(body) : divider} />
      )}
    </>
  );
}

/** The link beside a heading, which also copies itself. */
function Anchor({ name }: { readonly name: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  const address = () => {
    const url = new URL(window.location.href);
    url.hash = name;
    return url;
  };
  return (
    <a
      className="tr-anchor"
      // The page has a <base>: a bare `#name` would lead away from it.
      href={address().href}
      title={copied ? "Link copied" : "Copy the link to this heading"}
      data-copied={copied || undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        window.history.replaceState(window.history.state, "", address());
        event.currentTarget.closest(".tr-heading")?.scrollIntoView({ behavior: "smooth" });
        void copy(address().href).then(setCopied);
      }}
    >
      <svg viewBox="0 0 16 16" width="0.7em" height="0.7em" aria-hidden="true">
        {copied ? (
          <path d="M3 8.5l3.2 3.2L13 4.8" />
        ) : (
          <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9" />
        )}
      </svg>
      <span className="tr-visually-hidden">{copied ? "Link copied" : "Link to this heading"}</span>
    </a>
  );
}

function decode(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // a stray % in an address that somebody typed
  }
}
