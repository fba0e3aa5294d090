import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Problem } from "sagemaker-promotion-core/problem";
import type { MinistackAccounts } from "../accounts/ministack";
import type { SageMaker } from "../ports";
import { isEmulators, turnedAway } from "./door";
import { faultAnswer, FaultPlan, type FaultRule, type Injected } from "./fault";
import { Proxy } from "./proxy";
import { JsonApi } from "./json-api";
import { serviceQuotas } from "./service-quotas";
import { flatHeaders, readBody } from "./signature";

const TARGET_PATH = "/_rehearsal/target";

export interface GatewayOptions {
  /** The port of 127.0.0.1 to listen on. Default: a free one. */
  readonly port?: number;
  /** Told of what the local SageMaker throws; the caller gets a 500. */
  readonly report?: (error: unknown) => void;
}

/** What the gateway stands in front of. */
export interface Backends {
  readonly accounts: Pick<MinistackAccounts, "port" | "authenticate" | "authorize" | "identify" | "note">;
  readonly sageMaker: Pick<SageMaker, "handle" | "startFromTarget">;
}

type SageMakerTarget = Parameters<SageMaker["startFromTarget"]>[0];

interface Connected extends Backends {
  /** What ministack does not have. */
  readonly apis: readonly JsonApi[];
  readonly proxy: Proxy;
}

/**
 * The one endpoint of the local accounts. It listens before what it stands in front of exists, because the accounts'
 * functions and the local SageMaker need its address: first `startGateway`, then `startAccounts` and the local
 * SageMaker with it, then `connect`. Until then it answers 500, which clients try again.
 */
export class Gateway {
  /** What the accounts' launcher proves itself with. Nobody else gets it. */
  readonly token = randomBytes(32).toString("hex");
  readonly #faults = new FaultPlan();
  readonly #port: number;
  #connected: Connected | undefined;

  constructor(
    private readonly server: Server,
    private readonly report: (error: unknown) => void,
  ) {
    this.#port = (server.address() as AddressInfo).port;
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch((error: unknown) => {
        report(error);
        response.destroy();
      });
    };
    server.on("request", serve);
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      serve(request, response);
    });
  }

  /** For AWS_ENDPOINT_URL. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where the accounts deliver EventBridge's SageMaker targets. */
  get callback(): string {
    return `${this.endpoint}${TARGET_PATH}`;
  }

  connect({ accounts, sageMaker }: Backends): void {
    const services = [
      {
        signedFor: "sagemaker",
        target: "SageMaker",
        handle: (call: Parameters<SageMaker["handle"]>[0]) => sageMaker.handle(call),
      },
      serviceQuotas(accounts),
    ];
    const apis = services.map((service) => new JsonApi(accounts, service, this.report));
    this.#connected = { accounts, sageMaker, apis, proxy: new Proxy(accounts.port, this.token) };
  }

  /** Lets the next calls of an action go wrong. */
  inject(rule: FaultRule): Injected {
    return this.#faults.add(rule);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    this.#connected?.proxy.close();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = turnedAway(request, this.#port);
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    const connected = this.#connected;
    if (connected === undefined) {
      fail(request, response);
      return;
    }
    if (request.url === TARGET_PATH) {
      await this.#startPipeline(request, response, connected);
      return;
    }
    if (isEmulators(request.url ?? "/")) {
      refuse(response, "no AWS API has this path");
      return;
    }
    const api = connected.apis.find((candidate) => candidate.takes(request));
    if (api === undefined && this.#faults.isEmpty) {
      connected.proxy.forward(request, response);
      return;
    }
    // Only a call that must be looked into is read whole; all others stream.
    const body = await readBody(request);
    if (await this.#goesWrong(request, response, body, connected)) return;
    if (api === undefined) connected.proxy.forward(request, response, body);
    else await api.serve(request, response, body);
  }

  /** Whether a fault rule has answered the call, or cut it off. */
  async #goesWrong(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    { accounts }: Connected,
  ): Promise<boolean> {
    if (this.#faults.isEmpty) return false;
    const { method = "GET", url: path = "/" } = request;
    const asked = await accounts.identify({ method, path, headers: flatHeaders(request), body });
    const struck = this.#faults.take(asked.action, asked.resource);
    if (struck === undefined) return false;
    const { rule, strike } = struck;
    if (rule.fault === "answer-lost" || rule.fault === "answer-held") {
      keepAnswer(response, () => {
        strike();
        if (rule.fault === "answer-lost") request.socket.resetAndDestroy();
      });
      return false;
    }
    strike();
    if (rule.fault === "latency") {
      await wait(rule.milliseconds ?? 1_000);
      return false;
    }
    await accounts.note({ ...asked, outcome: "error", context: { "rehearsal:Fault": rule.fault } });
    if (rule.fault === "hang") {
      await once(response, "close");
      return true;
    }
    if (rule.fault === "reset") {
      request.socket.resetAndDestroy();
      return true;
    }
    const { status, headers, body: text } = faultAnswer(request, rule.fault);
    response.writeHead(status, headers).end(text);
    return true;
  }

  async #startPipeline(
    request: IncomingMessage,
    response: ServerResponse,
    { sageMaker }: Connected,
  ): Promise<void> {
    const given = Buffer.from(String(request.headers["x-rehearsal-token"] ?? ""));
    const expected = Buffer.from(this.token);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      refuse(response, "only the local accounts deliver to targets");
      return;
    }
    const target = JSON.parse((await readBody(request)).toString("utf8")) as SageMakerTarget;
    try {
      await sageMaker.startFromTarget(target);
      response.writeHead(200).end();
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Lets a call be done, and sends nothing of its answer: `done` is called as soon as there is one. */
function keepAnswer(response: ServerResponse, done: () => void): void {
  response.writeHead = () => {
    done();
    return response;
  };
  response.write = () => true;
  response.end = () => response;
}

/** Says no, and reads nothing of what is still to come. */
function refuse(response: ServerResponse, why: string): void {
  response.writeHead(403, { "content-type": "text/plain", connection: "close" }).end(`${why}\n`);
}

function fail(request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = faultAnswer(request, "server-error");
  response.writeHead(status, headers).end(body);
}

/**
 * Opens the endpoint on 127.0.0.1. It serves once its backends are connected.
 * @throws Problem `PortTaken` when the port that was asked for is in use.
 */
export async function startGateway({
  port = 0,
  report = () => undefined,
}: GatewayOptions = {}): Promise<Gateway> {
  const server = createServer();
  // Uploads and pipelines take as long as they take; and a client's idle connection is not closed under a request.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port, error) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  return new Gateway(server, report);
}

function portTaken(port: number, cause: Error): Problem {
  return new Problem({
    code: "PortTaken",
    blame: "environment",
    message: `port ${port} of this machine is in use`,
    where: `127.0.0.1:${port}`,
    next: "name another port, or none: a free one is found then",
    cause,
  });
}
