import { serverUrl } from "../../../connection/address";
import type { Blob_ } from "../../../protocol.gen";

/**
 * What a page in a frame may do: all but to lead the whole window elsewhere. As in Streamlit, or components that rely on it
 * would not work.
 */
export const SANDBOX = [
  "allow-downloads",
  "allow-forms",
  "allow-modals",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-same-origin",
  "allow-scripts",
].join(" ");

/** What a page in a frame may ask the browser for. */
export const FEATURES = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-write",
  "encrypted-media",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "usb",
  "xr-spatial-tracking",
].join("; ");

/** The address of a page, a file or a script that the app has given the server. It stands beside the app's pages. */
export function documentUrl(document: Blob_): string {
  return serverUrl(`_treadle-document-${document}`);
}
