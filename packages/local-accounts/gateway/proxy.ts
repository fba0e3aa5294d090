import { randomUUID } from "node:crypto";
import { Agent, request as connect, type IncomingMessage, type ServerResponse } from "node:http";
import { faultAnswer } from "./fault";

/**
 * Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). `Expect` is among them: the gateway has
 * answered it, and no SDK signs it.
 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "upgrade", "expect"]);

/** What the gateway proves itself with. */
const TOKEN = "x-rehearsal-token";

/** Where AWS's services put a request's number. */
const NUMBERS = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];

/** Whether a header goes on; the token's only way in is the gateway itself, and no web page is let in (CORS). */
function goesOn(name: string): boolean {
  return !HOP_BY_HOP.has(name) && name !== TOKEN && !name.startsWith("access-control-");
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (goesOn(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** AWS numbers every answer; refusals behind the gateway have no number. */
function numbered({ headers, rawHeaders }: IncomingMessage): string[] {
  const has = NUMBERS.some((name) => headers[name] !== undefined);
  return [...endToEnd(rawHeaders), ...(has ? [] : ["x-amzn-requestid", randomUUID()])];
}

/**
 * A streaming reverse proxy to one port of this machine, which demands a token. Method, path, `Host` and every other
 * signed header go on as they came, and so does the body, byte by byte: signatures and S3's chunked uploads stay valid.
 */
export class Proxy {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** Forwards a request; `body` where it was read already. */
  forward(request: IncomingMessage, response: ServerResponse, body?: Buffer): void {
    const upstream = connect({
      host: "127.0.0.1",
      port: this.port,
      method: request.method,
      path: request.url,
      // A list is sent as it is; Node adds no header of its own, least of all another Host.
      headers: [...endToEnd(request.rawHeaders), TOKEN, this.token],
      agent: this.#agent,
    });
    upstream.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, numbered(answer));
      answer.once("error", () => response.destroy());
      answer.pipe(response);
    });
    upstream.once("error", () => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const { status, headers, body: text } = faultAnswer(request, "server-error");
      response.writeHead(status, headers).end(text);
    });
    response.once("close", () => upstream.destroy());
    if (body === undefined) request.pipe(upstream);
    else upstream.end(body);
  }

  close(): void {
    this.#agent.destroy();
  }
}
