import type { IncomingMessage } from "node:http";

/** Segments that only ministack and the emulator it stands in for know. */
const EMULATORS = new Set(["_ministack", "_localstack"]);

/**
 * Why a request is turned away before anything looks into it; undefined for one that an AWS client may have sent.
 * Browsers send an `Origin` or a `Sec-Fetch-*` header with all that a page can make them send, and a `Host` of the
 * page's own where its name was made to point here (DNS rebinding). AWS clients send none of these.
 */
export function turnedAway({ method, url, rawHeaders }: IncomingMessage, port: number): string | undefined {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === "host");
  const [host = ""] = hosts;
  if (hosts.length !== 1 || ![`127.0.0.1:${port}`, `localhost:${port}`].includes(host.toLowerCase())) {
    return "this endpoint goes by 127.0.0.1 and its port alone";
  }
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  if (method === "OPTIONS" || names.some((name) => name === "origin" || name.startsWith("sec-fetch-"))) {
    return "this endpoint is not for web pages";
  }
  // The form for proxies, which names a host of its own.
  return url?.startsWith("/") === true ? undefined : "this endpoint is no proxy";
}

/**
 * Whether a path is one that ministack serves and AWS does not: its administration and short cuts past IAM. AWS's own
 * APIs have no path whose first segment begins with an underscore, and bucket names begin with a letter or digit:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function isEmulators(url: string): boolean {
  const written = segmentsOf(url);
  const [first = ""] = written;
  const resolved = resolve(written);
  return (
    [first, resolved[0] ?? ""].some((segment) => segment.startsWith("_")) ||
    written.some((segment) => EMULATORS.has(segment)) ||
    (resolved.length === 1 && resolved[0] === "health")
  );
}

/** A path's segments that are not empty, decoded until nothing is left to decode. */
function segmentsOf(url: string): string[] {
  let path = url.split(/[?#]/, 1)[0] ?? "";
  for (let before = ""; before !== path;) {
    before = path;
    path = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
  return path
    .toLowerCase()
    .split(/[/\\]/)
    .filter((segment) => segment !== "");
}

function resolve(segments: readonly string[]): string[] {
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === "..") resolved.pop();
    else if (segment !== ".") resolved.push(segment);
  }
  return resolved;
}
