import type { ReactNode } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import type { MarkdownProps } from "../Markdown";

const PLUGINS = [remarkGfm];

export function Render({ children, inline = false, className }: MarkdownProps): ReactNode {
  const content = <ReactMarkdown remarkPlugins={PLUGINS}>{children}</ReactMarkdown>;
  if (inline) return <span className={className}>{content}</span>;
  return <div className={`tr-markdown ${className ?? ""}`}>{content}</div>;
}
