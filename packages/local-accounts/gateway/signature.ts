import type { IncomingMessage } from "node:http";

/** The service that a request is signed for, from the scope of its credential: `s3`, `sagemaker`. */
export function signedService(request: IncomingMessage): string | undefined {
  const header = /Credential=[^/\s,]+\/\d{8}\/[^/\s,]*\/([^/\s,]+)\/aws4_request/.exec(
    request.headers.authorization ?? "",
  );
  if (header !== null) return header[1];
  // A presigned URL carries its scope in the query.
  const url = request.url ?? "/";
  const query = url.includes("?") ? url.slice(url.indexOf("?")) : "";
  const credential = new URLSearchParams(query).get("X-Amz-Credential");
  return credential?.split("/")[3];
}

/** The operation that `X-Amz-Target` names, for a service such as `SageMaker`; undefined for another service. */
export function targetOperation(request: IncomingMessage, prefix: string): string | undefined {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" && target.startsWith(`${prefix}.`)
    ? target.slice(prefix.length + 1)
    : undefined;
}

/** Reads a whole body as it arrived. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Headers of one value each, as a signature covers them. */
export function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ""].flat().join(",")]),
  );
}
