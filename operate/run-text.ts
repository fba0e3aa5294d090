import type { Paint } from "../deploy/text";

/** How the status of an execution or of a step is painted. */
export function paintStatus(status: string, paint: Paint): (text: string) => string {
  if (status === "Succeeded") return (text) => paint("green", text);
  if (status === "Failed") return (text) => paint("red", text);
  return status === "Stopped" ? (text) => paint("dim", text) : (text) => paint("yellow", text);
}
