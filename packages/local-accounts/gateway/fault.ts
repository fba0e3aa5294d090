import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { signedService } from "./signature";

type Fault = "throttle" | "server-error" | "expired-credentials" | "reset" | "latency";

/** What goes wrong, with which calls, how often. */
export interface FaultRule {
  /** An IAM action, `*` for any run of characters: `sagemaker:CreatePipeline`, `s3:*`. */
  readonly action: string;
  readonly fault: Fault;
  /** How many calls it hits. Default: 1. */
  readonly times?: number;
  /** Of `latency`: how long a call waits before it goes on. Default: 1,000. */
  readonly milliseconds?: number;
}

/** The rules still to be met, oldest first. */
export class FaultPlan {
  readonly #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** The fault that hits this call, which is then used up by one. */
  take(action: string): FaultRule | undefined {
    const index = this.#rules.findIndex(({ rule }) => matches(rule.action, action));
    const found = this.#rules[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#rules.splice(index, 1);
    return found.rule;
  }
}

function matches(pattern: string, action: string): boolean {
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${expression}$`, "i").test(action);
}

/** An answer of the gateway's own. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type ErrorFault = Exclude<Fault, "reset" | "latency">;
type Protocol = "json" | "query" | "rest-xml" | "rest-json";

interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const INTERNAL = "The request processing has failed because of an unknown error, exception or failure.";
const EXPIRED = "The security token included in the request is expired";

/**
 * How each protocol of AWS words an error. S3 has its own names (API reference, Error responses), Lambda's are those of
 * its API model, the others are the errors common to all services.
 */
const ERRORS: Readonly<Record<Protocol, Readonly<Record<ErrorFault, AwsError>>>> = {
  json: {
    throttle: { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
    "server-error": { status: 500, code: "InternalFailure", message: INTERNAL },
    "expired-credentials": { status: 400, code: "ExpiredTokenException", message: EXPIRED },
  },
  query: {
    throttle: { status: 400, code: "Throttling", message: "Rate exceeded" },
    "server-error": { status: 500, code: "InternalFailure", message: INTERNAL },
    "expired-credentials": { status: 403, code: "ExpiredToken", message: EXPIRED },
  },
  "rest-xml": {
    throttle: { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
    "server-error": {
      status: 500,
      code: "InternalError",
      message: "We encountered an internal error. Please try again.",
    },
    "expired-credentials": { status: 400, code: "ExpiredToken", message: "The provided token has expired." },
  },
  "rest-json": {
    throttle: { status: 429, code: "TooManyRequestsException", message: "Rate Exceeded." },
    "server-error": { status: 500, code: "ServiceException", message: INTERNAL },
    "expired-credentials": { status: 403, code: "ExpiredTokenException", message: EXPIRED },
  },
};

function protocolOf(request: IncomingMessage): Protocol {
  if (request.headers["x-amz-target"] !== undefined) return "json";
  if (signedService(request) === "s3") return "rest-xml";
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return isForm ? "query" : "rest-json";
}

/** The error in the form that the request's client understands. */
export function faultAnswer(request: IncomingMessage, fault: ErrorFault): FaultAnswer {
  const protocol = protocolOf(request);
  const { status, code, message } = ERRORS[protocol][fault];
  const id = randomUUID();
  const headers = { "x-amzn-requestid": id };
  switch (protocol) {
    case "json":
      return {
        status,
        headers: { ...headers, "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ __type: code, message }),
      };
    case "rest-json":
      return {
        status,
        headers: { ...headers, "content-type": "application/json", "x-amzn-errortype": code },
        body: JSON.stringify({ message }),
      };
    case "query":
      return {
        status,
        headers: { ...headers, "content-type": "text/xml" },
        body: `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
      };
    case "rest-xml":
      return {
        status,
        headers: { ...headers, "content-type": "application/xml", "x-amz-request-id": id },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${id}</RequestId></Error>`,
      };
  }
}
