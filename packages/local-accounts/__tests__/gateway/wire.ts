import { request } from "node:http";

/** A request as it goes over the wire. */
export interface Wire {
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request to a port of this machine, with these headers and no other. Node's own `fetch` adds Sec-Fetch-Mode. */
export function send(port: number | string, wire: Partial<Wire>): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body } = wire;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: { host: `127.0.0.1:${port}`, ...length, ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject).once("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    call.once("error", reject);
    call.end(body);
  });
}

export const portOf = (endpoint: string): string => new URL(endpoint).port;

/** A request as the SDK's clients hand it on. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export function wireOf({ method, path, query = {}, headers, body }: SdkRequest): Wire {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return {
    method,
    path: pairs.length === 0 ? path : `${path}?${pairs.join("&")}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

/** Any client of the SDK, as far as it is needed here. */
interface Client {
  readonly middlewareStack: object;
  send(command: never): Promise<unknown>;
}

/** What an SDK client would send for a command, signed. Nothing is sent. */
export async function signed(client: Client, command: object): Promise<Wire> {
  let captured: SdkRequest | undefined;
  const stack = client.middlewareStack as {
    add(middleware: unknown, options: object): void;
    remove(name: string): boolean;
  };
  stack.add(
    () => (args: { request: SdkRequest }) => {
      captured = args.request;
      throw new Error("captured");
    },
    { step: "deserialize", priority: "low", name: "capture" },
  );
  await client.send(command as never).catch((error: Error) => {
    if (error.message !== "captured") throw error;
  });
  stack.remove("capture");
  if (captured === undefined) throw new Error("the client sent nothing");
  return wireOf(captured);
}
