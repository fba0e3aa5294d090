import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { signedService } from "./signature";

type Fault =
  | "throttle"
  | "server-error"
  | "expired-credentials"
  | "clock-skew"
  | "denied"
  | "reset"
  | "latency"
  /** Not done, and never answered. */
  | "hang"
  /** Done, and the connection is cut instead of an answer. */
  | "answer-lost"
  /** Done, and never answered. */
  | "answer-held";

/** What goes wrong, with which calls, how often. */
export interface FaultRule {
  /** An IAM action, `*` for any run of characters: `sagemaker:CreatePipeline`, `s3:*`. */
  readonly action: string;
  /** The end of the resource's ARN or name, for calls on that one alone. Default: any. */
  readonly on?: string;
  readonly fault: Fault;
  /** How many calls it hits. Default: 1. */
  readonly times?: number;
  /** Which part of the calls it hits, evenly: 0.3 is the fourth of them, the seventh, and so on. Default: 1, all. */
  readonly share?: number;
  /** Of `latency`: how long a call waits before it goes on. Default: 1,000. */
  readonly milliseconds?: number;
}

/** A rule that calls may meet. */
export interface Injected {
  /** Resolves when the first call has met it: before anything is done, or once what is not answered is done. */
  readonly struck: Promise<void>;
  /** Takes the rule away. */
  readonly lift: () => void;
}

/** A fault that hits a call. */
export interface Strike {
  readonly rule: FaultRule;
  /** Tells whoever injected it. */
  readonly strike: () => void;
}

interface Entry {
  readonly strike: Strike;
  left: number;
  /** Adds up the rule's share of each call: at one, the call is hit. */
  due: number;
}

/** The rules still to be met, oldest first. */
export class FaultPlan {
  readonly #rules: Entry[] = [];

  add(rule: FaultRule): Injected {
    let strike = (): void => undefined;
    const struck = new Promise<void>((resolve) => (strike = resolve));
    const entry: Entry = { strike: { rule, strike }, left: rule.times ?? 1, due: 0 };
    this.#rules.push(entry);
    return { struck, lift: () => this.#remove(entry) };
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** The fault that hits this call, which is then used up by one. */
  take(action: string, resource = ""): Strike | undefined {
    const found = this.#rules.find(
      ({ strike: { rule } }) => matches(rule.action, action) && resource.endsWith(rule.on ?? ""),
    );
    if (found === undefined) return undefined;
    found.due += found.strike.rule.share ?? 1;
    if (found.due < 1) return undefined;
    found.due -= 1;
    found.left -= 1;
    if (found.left === 0) this.#remove(found);
    return found.strike;
  }

  #remove(entry: Entry): void {
    const index = this.#rules.indexOf(entry);
    if (index >= 0) this.#rules.splice(index, 1);
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

type ErrorFault = Exclude<Fault, "reset" | "latency" | "hang" | "answer-lost" | "answer-held">;
type Protocol = "json" | "query" | "rest-xml" | "rest-json";

interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const INTERNAL = "The request processing has failed because of an unknown error, exception or failure.";
const EXPIRED = "The security token included in the request is expired";
const SKEWED = "Signature expired: 20261129T120000Z is now earlier than 20261129T121500Z";
const DENIED = "User: somebody is not authorized to perform this, because a fault denies it";

/**
 * How each protocol of AWS words an error. S3 has its own names (API reference, Error responses), Lambda's are those of
 * its API model, the others are the errors common to all services.
 */
const ERRORS: Readonly<Record<Protocol, Readonly<Record<ErrorFault, AwsError>>>> = {
  json: {
    throttle: { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
    "server-error": { status: 500, code: "InternalFailure", message: INTERNAL },
    "expired-credentials": { status: 400, code: "ExpiredTokenException", message: EXPIRED },
    "clock-skew": { status: 400, code: "InvalidSignatureException", message: SKEWED },
    denied: { status: 400, code: "AccessDeniedException", message: DENIED },
  },
  query: {
    throttle: { status: 400, code: "Throttling", message: "Rate exceeded" },
    "server-error": { status: 500, code: "InternalFailure", message: INTERNAL },
    "expired-credentials": { status: 403, code: "ExpiredToken", message: EXPIRED },
    "clock-skew": { status: 403, code: "SignatureDoesNotMatch", message: SKEWED },
    denied: { status: 403, code: "AccessDenied", message: DENIED },
  },
  "rest-xml": {
    throttle: { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
    "server-error": {
      status: 500,
      code: "InternalError",
      message: "We encountered an internal error. Please try again.",
    },
    "expired-credentials": { status: 400, code: "ExpiredToken", message: "The provided token has expired." },
    "clock-skew": {
      status: 403,
      code: "RequestTimeTooSkewed",
      message: "The difference between the request time and the current time is too large.",
    },
    denied: { status: 403, code: "AccessDenied", message: "Access Denied" },
  },
  "rest-json": {
    throttle: { status: 429, code: "TooManyRequestsException", message: "Rate Exceeded." },
    "server-error": { status: 500, code: "ServiceException", message: INTERNAL },
    "expired-credentials": { status: 403, code: "ExpiredTokenException", message: EXPIRED },
    "clock-skew": { status: 403, code: "InvalidSignatureException", message: SKEWED },
    denied: { status: 403, code: "AccessDeniedException", message: DENIED },
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
