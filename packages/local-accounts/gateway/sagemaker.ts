import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { MinistackAccounts } from "../accounts/ministack";
import { ControlRefusal } from "../accounts/control";
import type { SageMaker, SageMakerAnswer } from "../ports";
import { flatHeaders, targetOperation } from "./signature";

/** The prefix of `X-Amz-Target`, from the API model's `targetPrefix`. */
export const SAGEMAKER_TARGET = "SageMaker";

function failure(status: number, code: string, message: string): SageMakerAnswer {
  return { status, body: { __type: code, message } };
}

/** A body as AWS JSON 1.1 writes it: dates are seconds since 1970, with their fraction. */
function awsJson(body: unknown): string {
  return JSON.stringify(body, function (this: Record<string, unknown>, key: string, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
}

/** The SageMaker API at the gateway: checks who calls, hands the call to the local SageMaker, writes its answer. */
export class SageMakerApi {
  constructor(
    private readonly accounts: Pick<MinistackAccounts, "authenticate">,
    private readonly sageMaker: Pick<SageMaker, "handle">,
    private readonly report: (error: unknown) => void,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const answer = await this.#answer(request, body);
    const text = awsJson(answer.body);
    response
      .writeHead(answer.status, {
        "content-type": "application/x-amz-json-1.1",
        "content-length": Buffer.byteLength(text),
        "x-amzn-requestid": randomUUID(),
      })
      .end(text);
  }

  async #answer(request: IncomingMessage, body: Buffer): Promise<SageMakerAnswer> {
    const operation = targetOperation(request, SAGEMAKER_TARGET);
    if (operation === undefined) return failure(400, "UnknownOperationException", "");
    try {
      const { region, ...caller } = await this.accounts.authenticate({
        method: request.method ?? "POST",
        path: request.url ?? "/",
        headers: flatHeaders(request),
        body,
      });
      const input = parseObject(body);
      if (input === undefined) return failure(400, "SerializationException", "the body is no JSON object");
      return await this.sageMaker.handle({ operation, input, caller, region });
    } catch (error) {
      if (error instanceof ControlRefusal) return failure(400, error.code, error.message);
      this.report(error);
      return failure(500, "InternalFailure", error instanceof Error ? error.message : String(error));
    }
  }
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.length === 0 ? "{}" : body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
