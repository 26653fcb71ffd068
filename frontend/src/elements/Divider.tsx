import "./text/text.css";
import type { ReactNode } from "react";

export default function Divider(): ReactNode {
  return <hr className="tr-divider" />;
}
