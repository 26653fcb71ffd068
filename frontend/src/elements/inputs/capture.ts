import { useState } from "react";
import { sendFile } from "../../connection/upload";
import type { FileRef, Upload } from "../../protocol.gen";
import { useApp } from "../app";
import { useWidget } from "../hooks";

interface CaptureProps {
  readonly value: readonly FileRef[];
  readonly disabled: boolean;
  readonly upload: Upload;
}

/** The one file of an input that makes it: what it has, and how to send another. */
export function useCapture(id: number, props: CaptureProps) {
  const { client } = useApp();
  const { value, send } = useWidget<unknown>(id, props);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const has = Array.isArray(value) && typeof value[0]?.id === "string";
  const keep = async (file: Blob, name: string) => {
    setProblem(null);
    setSending(true);
    try {
      send([await sendFile({ file, name }, client.session ?? "", props.upload.token, () => {}).done]);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setSending(false);
    }
  };
  return { has, sending, problem, setProblem, keep, clear: () => send([]) };
}
