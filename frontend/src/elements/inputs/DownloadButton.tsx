import { type ReactNode, useState } from "react";
import { serverUrl } from "../../connection/address";
import type { ElementProps } from "../contract";
import { useTrigger } from "../hooks";
import fieldStyles from "./parts/Field.module.css";
import { PressButton } from "./parts/PressButton";

/** A button that gives a file. The browser saves it as it does any file; one that the app makes first is waited for. */
export default function DownloadButton({ id, props }: ElementProps<"download_button">): ReactNode {
  const { address, file_name: name, made, quiet } = props;
  const fire = useTrigger(id);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const url = serverUrl(`${address}/${id}`);
  const press = async () => {
    setProblem(null);
    try {
      if (made) setBusy(true);
      save(made ? `${url}?${await make(url)}` : url, name);
    } catch (error) {
      setProblem((error as Error).message);
      return;
    } finally {
      setBusy(false);
    }
    if (!quiet) fire();
  };
  return (
    <>
      <PressButton props={props} onPress={press} busy={busy} />
      {problem === null ? null : (
        <span className={`${fieldStyles.note} ${fieldStyles.problem}`} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

/** Have the app make the file, and return the query by which it is fetched. */
async function make(url: string): Promise<string> {
  const answer = await fetch(url, { method: "POST" }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  if (answer.status === 204) throw new Error("The app could not make the file.");
  if (!answer.ok) throw new Error("The file is no longer available. Try again.");
  return answer.text();
}

function save(url: string, name: string | null): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name ?? "";
  link.click();
}
