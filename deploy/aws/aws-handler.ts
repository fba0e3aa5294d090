import type { IncomingMessage } from "node:http";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Problem } from "sagemaker-promotion-core/problem";

/** AWS numbers every request, in one of these headers of its answer (S3, and all others). */
const REQUEST_ID = ["x-amz-request-id", "x-amzn-requestid", "x-amzn-request-id"];

/** How long to wait, in milliseconds. */
interface Patience {
  /** For a connection. */
  readonly connect: number;
  /** For anything to be sent or received: a large upload takes as long as it takes. */
  readonly answer: number;
  /** For an answer of who never answered: what is to be put in order afterwards is worth one try. */
  readonly afterSilence: number;
}

/** An answer may take 20 s. Who never answers is known in less than a minute. */
const PATIENCE: Patience = { connect: 5_000, answer: 22_000, afterSilence: 5_000 };

/**
 * The SDK's HTTP, believing AWS alone. A proxy, a network's sign-in page or a wrong address answers too, and what it says
 * could be taken for a pipeline that is not there. Throws Problem `NotAws` then. Who does not answer twice is not asked a
 * third time, unlike who fails.
 */
export class AwsHandler extends NodeHttpHandler {
  readonly #silent = new Set<string>();

  constructor(private readonly patience = PATIENCE) {
    super({
      connectionTimeout: patience.connect,
      socketTimeout: patience.answer,
      throwOnRequestTimeout: true,
    });
  }

  override async handle(
    ...call: Parameters<NodeHttpHandler["handle"]>
  ): ReturnType<NodeHttpHandler["handle"]> {
    const answer = await this.answered(...call);
    const { statusCode, headers } = answer.response;
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    // The SDK tries again what fails with 500 and more, whoever fails.
    if (statusCode < 500 && !REQUEST_ID.some((name) => names.includes(name))) {
      // A body that nobody reads keeps its connection, and with it this process.
      (answer.response.body as IncomingMessage).destroy();
      throw notAws(`status ${statusCode} without a request id`);
    }
    return answer;
  }

  private async answered(
    ...[request, options]: Parameters<NodeHttpHandler["handle"]>
  ): ReturnType<NodeHttpHandler["handle"]> {
    const { hostname } = request;
    const { connect, afterSilence } = this.patience;
    const wasSilent = this.#silent.has(hostname);
    const began = performance.now();
    try {
      const answer = await super.handle(request, {
        ...options,
        ...(wasSilent ? { requestTimeout: afterSilence } : {}),
      });
      this.#silent.delete(hostname);
      return answer;
    } catch (error) {
      // What fails to connect, or is cut off, fails sooner.
      const isSilent = wasSilent || performance.now() - began > 2 * connect;
      if (!isSilent || (!wasSilent && isFirstTry(request.headers))) throw error;
      this.#silent.add(hostname);
      // A name that the SDK does not try again.
      throw Object.assign(new Error(`${hostname} never answers`), { name: "EndpointSilent" });
    }
  }
}

/** The SDK counts its tries in this header: `attempt=1; max=6`. */
function isFirstTry(headers: Readonly<Record<string, string>>): boolean {
  return /^attempt=1;/.test(headers["amz-sdk-request"] ?? "");
}

/** What has to stand in an answer of AWS's. @throws Problem `NotAws` where it does not */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notAws(`an answer without ${what}`);
  return value;
}

/** The Problem of an answer that cannot be AWS's. */
export function notAws(found: string): Problem {
  return new Problem({
    code: "NotAws",
    blame: "environment",
    message: `What answers there is not AWS: ${found}.`,
    next: "Look at AWS_ENDPOINT_URL and its like for single services, at the proxy, and at the network's sign-in page.",
  });
}
