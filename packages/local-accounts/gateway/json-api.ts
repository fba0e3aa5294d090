import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { MinistackAccounts } from "../accounts/ministack";
import { ControlRefusal } from "../accounts/control";
import type { SageMaker, SageMakerAnswer } from "../ports";
import { flatHeaders, signedService, targetOperation } from "./signature";

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

/** A service of AWS JSON 1.1 that stands beside the accounts. */
export interface JsonService {
  /** What its requests are signed for. */
  readonly signedFor: string;
  /** The prefix of `X-Amz-Target`, from the API model's `targetPrefix`. */
  readonly target: string;
  readonly handle: SageMaker["handle"];
}

/** A service's API at the gateway: checks who calls, hands the call to the service, writes its answer. */
export class JsonApi {
  constructor(
    private readonly accounts: Pick<MinistackAccounts, "authenticate">,
    private readonly service: JsonService,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Whether a request is to this service. */
  takes(request: IncomingMessage): boolean {
    const { signedFor, target } = this.service;
    return signedService(request) === signedFor || targetOperation(request, target) !== undefined;
  }

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
    const operation = targetOperation(request, this.service.target);
    if (operation === undefined) return failure(400, "UnknownOperationException", "");
    try {
      const signed = {
        method: request.method ?? "POST",
        path: request.url ?? "/",
        headers: flatHeaders(request),
        body,
      };
      const { region, ...caller } = await this.accounts.authenticate(signed, this.service.signedFor);
      const input = parseObject(body);
      if (input === undefined) return failure(400, "SerializationException", "the body is no JSON object");
      return await this.service.handle({ operation, input, caller, region });
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
