import type { IncomingMessage } from "node:http";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Problem } from "sagemaker-promotion-core/problem";

/** AWS numbers every request, in one of these headers of its answer (S3, and all others). */
const REQUEST_ID = ["x-amz-request-id", "x-amzn-requestid", "x-amzn-request-id"];

/**
 * The SDK's HTTP, believing AWS alone. A proxy, a network's sign-in page or a wrong address answers too, and what it says
 * could be taken for a pipeline that is not there. Throws Problem `NotAws` then.
 */
export class AwsHandler extends NodeHttpHandler {
  override async handle(
    ...call: Parameters<NodeHttpHandler["handle"]>
  ): ReturnType<NodeHttpHandler["handle"]> {
    const answer = await super.handle(...call);
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
