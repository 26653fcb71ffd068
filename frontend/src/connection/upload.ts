import type { FileRef, Upload } from "../protocol.gen";
import { serverUrl } from "./address";

/** A file as a person has chosen it. Its name has the folders in it, where a folder was chosen. */
export interface Chosen {
  readonly file: Blob;
  readonly name: string;
}

/** Why a file was not taken, for the person who has chosen it. `again`: the same may work if it is tried again. */
export class UploadProblem extends Error {
  constructor(
    message: string,
    readonly again = false,
  ) {
    super(message);
  }
}

export interface Sending {
  readonly done: Promise<FileRef>;
  readonly cancel: () => void;
}

/** Send one file. `progress` is called with the part that has arrived, from 0 to 1. */
export function sendFile(
  { file, name }: Chosen,
  session: string,
  token: string,
  progress: (part: number) => void,
): Sending {
  // Not `fetch`, which says nothing of the progress of what it sends.
  const request = new XMLHttpRequest();
  const done = new Promise<FileRef>((resolve, reject) => {
    request.open("PUT", serverUrl("_treadle/upload"));
    identify(request, session, token, encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\ufffd")));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "text";
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 1);
    const lost = () =>
      reject(new UploadProblem(`“${name}” was not uploaded: the connection was lost.`, true));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status === 200) resolve(answer as FileRef);
      else if (typeof answer?.error === "string")
        reject(new UploadProblem(answer.error, request.status >= 500));
      else reject(new UploadProblem(`“${name}” was not uploaded (error ${request.status}).`, true));
    };
    request.onerror = lost;
    request.ontimeout = lost;
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

/** Tell the server that nobody needs a file that it has and no value names. */
export function forgetFile(id: string, session: string, token: string): void {
  const request = new XMLHttpRequest();
  request.open("DELETE", serverUrl("_treadle/upload"));
  identify(request, session, token, id);
  request.send();
}

function identify(request: XMLHttpRequest, session: string, token: string, name: string): void {
  request.setRequestHeader("X-Treadle-Session", session);
  request.setRequestHeader("X-Treadle-Upload", token);
  request.setRequestHeader("X-Treadle-Name", name);
}

function parsed(text: string): (Partial<FileRef> & { readonly error?: unknown }) | null {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page
  }
}

/** Why the server would not take a file, known before it is sent; null if it would, as far as a browser knows. */
export function refusal({ file, name }: Chosen, upload: Upload): string | null {
  if (!fits(name, file.type, upload.types))
    return `“${name}” has a wrong type. Allowed: ${upload.types.join(", ")}.`;
  if (file.size > upload.max_size)
    return `“${name}” is too large: ${size(file.size)}. The limit is ${size(upload.max_size)}.`;
  return null;
}

function fits(name: string, type: string, types: readonly string[]): boolean {
  if (types.length === 0) return true;
  const lower = name.toLowerCase();
  // Of a MIME type that this browser does not know, the server knows more.
  return types.some((wanted) => {
    if (wanted.startsWith(".")) return lower.endsWith(wanted);
    if (type === "") return true;
    return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
  });
}

/** A number of bytes as a person reads it: `1.43 MB`. */
export function size(bytes: number): string {
  if (bytes >= 1024 ** 2) return `${round(bytes / 1024 ** 2, 2)} MB`;
  return bytes >= 1024 ? `${round(bytes / 1024, 1)} KB` : `${bytes} B`;
}

const round = (value: number, digits: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: digits });
