import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Stored {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

/** An answer given in place of the right one; `cut` ends the connection after the request was carried out. */
export interface Fault {
  /** Such as `PATCH /repos/o/r/issues/comments/`: method, and how the path begins. */
  readonly on: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly cut?: true;
  /** How many such requests; default 1. */
  times?: number;
}

/** GitHub's REST API, as far as reviews call it, with one pull request: number 7 of `o/r`. */
export class GitHubServer {
  readonly comments: Stored[] = [];
  readonly checks: Record<string, unknown>[] = [];
  readonly statuses: Record<string, unknown>[] = [];
  readonly reviews: Record<string, unknown>[] = [];
  readonly requests: string[] = [];
  faults: Fault[] = [];
  pull = { state: "open", head: { sha: "b".repeat(40) }, base: { sha: "a".repeat(40), ref: "main" } };
  /** Whose token it is: a user's, or a GitHub App's. */
  user: { readonly login: string; readonly type: string } = { login: "robot", type: "User" };
  /** Called before a comment is stored: where another build comes in between. */
  beforeCreate: () => void = () => undefined;
  readonly token = "a-token-of-the-stand-in";
  private next = 1;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  static async start(): Promise<GitHubServer> {
    const started = new GitHubServer();
    await new Promise<void>((resolve) => started.server.listen(0, "127.0.0.1", resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  comment(body: string, user = this.user): Stored {
    const stored = { id: this.next++, body, user };
    this.comments.push(stored);
    return stored;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    this.requests.push(`${method} ${url}`);
    const body = await text(request);
    const fault = this.faults.find(({ on, times = 1 }) => `${method} ${url}`.startsWith(on) && times > 0);
    if (fault !== undefined) fault.times = (fault.times ?? 1) - 1;
    if (fault?.status !== undefined) {
      response
        .writeHead(fault.status, fault.headers)
        .end(JSON.stringify({ message: fault.message ?? "a fault" }));
      return;
    }
    if (headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401).end('{"message":"Bad credentials"}');
      return;
    }
    const [status, answer] = this.route(
      method,
      url,
      body === "" ? {} : (JSON.parse(body) as Record<string, unknown>),
    );
    if (fault?.cut === true) {
      response.destroy();
      return;
    }
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(status === 204 ? "" : JSON.stringify(answer));
  }

  private route(method: string, url: string, body: Record<string, unknown>): [number, unknown] {
    const { pathname, searchParams } = new URL(url, this.url);
    const page = <Item>(items: readonly Item[]): Item[] => {
      const size = Number(searchParams.get("per_page") ?? 30);
      const start = (Number(searchParams.get("page") ?? 1) - 1) * size;
      return items.slice(start, start + size);
    };
    const comment = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(pathname);
    const found = this.comments.find(({ id }) => String(id) === comment?.[1]);
    switch (`${method} ${comment === null ? pathname : "comment"}`) {
      case "GET /user":
        return this.user.type === "Bot"
          ? [403, { message: "Resource not accessible by integration" }]
          : [200, this.user];
      case "GET /repos/o/r/pulls/7":
        return [200, this.pull];
      case "GET /repos/o/r/pulls/7/reviews":
        return [200, page(this.reviews)];
      case "GET /repos/o/r/issues/7/comments":
        return [200, page(this.comments.map(shown))];
      case "POST /repos/o/r/issues/7/comments":
        this.beforeCreate();
        if (String(body["body"]).length > 65_536)
          return [422, { message: "Validation Failed: body is too long" }];
        return [201, shown(this.comment(String(body["body"])))];
      case "PATCH comment":
        if (found === undefined) return [404, { message: "Not Found" }];
        found.body = String(body["body"]);
        return [200, shown(found)];
      case "DELETE comment":
        if (found === undefined) return [404, { message: "Not Found" }];
        this.comments.splice(this.comments.indexOf(found), 1);
        return [204, undefined];
      case "POST /repos/o/r/check-runs":
        if (this.user.type !== "Bot") return [403, { message: "You must authenticate via a GitHub App." }];
        this.checks.push(body);
        return [201, body];
      default:
        if (method === "POST" && pathname.startsWith("/repos/o/r/statuses/")) {
          this.statuses.push({ ...body, sha: pathname.split("/").at(-1) });
          return [201, body];
        }
        return [404, { message: "Not Found" }];
    }
  }
}

function shown({ id, body, user }: Stored) {
  return { id, body, user, html_url: `https://github.example/o/r/pull/7#issuecomment-${id}` };
}
