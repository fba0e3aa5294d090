import { notAws } from "./aws-handler";
import { Problem, type ProblemDetails } from "sagemaker-promotion-core/problem";

/** A call to AWS, as its failure is told. */
export interface Call {
  /** The IAM action that the caller needs, such as `sagemaker:CreatePipeline`. */
  readonly action: string;
  /** An ARN, a name or an S3 URI. */
  readonly resource: string;
  /** Who calls: an ARN, or words where it is not known yet. */
  readonly principal: string;
  /** What to do about a denial, where more is known of who may. */
  readonly denied?: string;
}

/** An error as the SDK throws it: its name is AWS's error code. */
interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Node's code of a network error, such as ECONNREFUSED. */
  readonly networkCode: string | undefined;
}

type Telling = Pick<ProblemDetails, "code" | "message" | "next"> & {
  readonly blame?: ProblemDetails["blame"];
};

/** What the SDK retries as throttling (@smithy/core, service-error-classification). */
const THROTTLED = /^(Throttl|RequestThrottl|RequestLimitExceeded|TooManyRequests|SlowDown)/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/;
/** A request's date is too far from AWS's own (S3 user guide, Error responses; IAM user guide, Signature Version 4). */
const SKEWED = /^(RequestExpired|RequestInTheFuture|RequestTimeTooSkewed)$/;
const SKEWED_SIGNATURE = /signature (expired|not yet current)/i;
const UNKNOWN_KEY =
  /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature)$/;
const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|TimeoutError|EndpointSilent)/;
const TAKEN = /already exists|must be unique/i;
/** Calls that may have been done though nobody heard of it. */
const WRITES = /:(?:Add|Create|Delete|Put|Retry|Stop|Update)/;
const UNHEARD = " It may have been done all the same: the next run looks first.";
/** Calls of which a second one does a second thing. */
const STARTS = /:Start/;
const UNHEARD_START =
  " It may have started all the same: see npm run deploy -- runs before you start another.";
const DENIED = /^(AccessDenied|AccessDeniedException|AuthorizationError|Forbidden)$/;

/** Runs a call; its failure becomes a Problem that says whose fault it is and what to do. */
export async function asProblem<T>(call: Call, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toProblem(error, call);
  }
}

/** The Problem that stands for a failed call. */
export function toProblem(error: unknown, call: Call): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    blame: "environment",
    where: `${call.action} on ${call.resource}, as ${call.principal}`,
    cause: error,
    ...tell(serviceError(error), call),
  });
}

/** AWS's codes for what is not there: of SageMaker, Lambda, S3 and SNS; NotFound is S3's answer to HEAD, which has no body. */
const MISSING = [
  "ResourceNotFound",
  "ResourceNotFoundException",
  "NoSuchBucket",
  "NoSuchKey",
  "NotFound",
  "NotFoundException",
];

/** True where AWS says that the thing asked for is not there: by its code, not by a status. */
export function isMissing(error: unknown): boolean {
  const { name, message } = serviceError(error);
  if (MISSING.includes(name)) return true;
  // SageMaker answers for models "ValidationException: Could not find model …" (as Terraform's AWS provider has it).
  if (name === "ValidationException") return /could not find|does not exist|cannot find/i.test(message);
  return false;
}

/** The answer, or undefined where AWS says that the thing asked for is not there. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** HTTP status of a failed call; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return serviceError(error).status;
}

function tell(error: ServiceError, { action, resource, principal, denied }: Call): Telling {
  const { name, message, networkCode } = error;
  const starts = STARTS.test(action);
  const unheard = starts ? UNHEARD_START : WRITES.test(action) ? UNHEARD : "";
  // What is neither JSON nor XML, or ends in the middle.
  if (name === "SyntaxError") return notAws("its words cannot be read");
  if (name === "CredentialsProviderError") {
    return {
      code: "NoCredentials",
      blame: "user",
      message: "There are no AWS credentials.",
      next: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run this on a machine that has a role.",
    };
  }
  if (EXPIRED.test(name)) {
    return {
      code: "ExpiredCredentials",
      blame: "user",
      message: `The credentials have expired (${name}).`,
      next: "Sign in again, then run the same command: it goes on where it stopped.",
    };
  }
  if (SKEWED.test(name) || SKEWED_SIGNATURE.test(message)) {
    return {
      code: "WrongClock",
      message: `This machine's clock is not AWS's: ${message}`,
      next: "Set the clock, as NTP does, then run the same command: it goes on where it stopped.",
    };
  }
  if (UNKNOWN_KEY.test(name)) {
    return {
      code: "InvalidCredentials",
      blame: "user",
      message: `AWS does not accept the credentials: ${message}`,
      next: "Look at AWS_PROFILE, AWS_ACCESS_KEY_ID and the machine's clock.",
    };
  }
  if (DENIED.test(name) || error.status === 403) {
    // An answer to HEAD has no body: the SDK makes up a name and a message.
    const said = DENIED.test(name) && message !== "" ? ` AWS says: ${message}` : "";
    return {
      code: "AccessDenied",
      message: `${principal} may not do ${action} on ${resource}.${said}`,
      next:
        denied ??
        passedRole(message) ??
        `Allow ${action} in that role's policy, and see that no bucket, key or organisation policy denies it. ` +
          "Where the account's stack was deployed within the last five minutes, try again first: a key's new alias takes that long to count.",
    };
  }
  if (NETWORK.test(networkCode ?? name)) {
    return {
      code: "EndpointUnreachable",
      message: `No answer from AWS: ${message === "" ? (networkCode ?? name) : message}`,
      next: `Look at the network, at aws_region in the environment's file, and at AWS_ENDPOINT_URL if it is set.${unheard}`,
    };
  }
  if (THROTTLED.test(name) || error.status === 429) {
    return {
      code: "Throttled",
      message: `AWS holds the calls back, after several tries: ${message}`,
      next: "Wait a minute, then run the same command: it goes on where it stopped.",
    };
  }
  if (name === "NoSuchBucket") {
    return {
      code: "NoSuchBucket",
      message: `There is no bucket for ${resource}.`,
      next: "Deploy the account's stack first, or fix default_bucket in the environment's file.",
    };
  }
  // SageMaker's words for a name that is taken: somebody else has made it since it was looked for.
  if (/ConflictException|ConditionalRequestConflict|ResourceInUse/.test(name) || TAKEN.test(message)) {
    return {
      code: "Conflict",
      message: `Somebody else changes the same thing at this moment: ${message}`,
      next: "See that no other deployment runs, then run the same command again.",
    };
  }
  if (error.status !== undefined && error.status >= 500) {
    return {
      code: "ServiceFailed",
      message: `AWS failed at ${action} with ${name}, several times: ${message}`,
      next: `Wait, and look at AWS' health page${starts ? "" : ", then run the same command: it goes on where it stopped"}.${unheard}`,
    };
  }
  return {
    code: "Refused",
    message: `AWS refused ${action} with ${name}: ${message}`,
    next: "Fix what AWS names, then run the same command: it goes on where it stopped.",
  };
}

/** What is missing where a call hands a role on: not the call itself. */
function passedRole(message: string): string | undefined {
  const [, role] = /iam:PassRole on resource: (\S+)/.exec(message) ?? [];
  if (role === undefined) return undefined;
  return `Allow iam:PassRole on ${role} in that role's policy, with sagemaker.amazonaws.com as iam:PassedToService.`;
}

function serviceError(error: unknown): ServiceError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), status: undefined, networkCode: undefined };
  }
  const { code, $metadata: metadata } = error as Error & {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return {
    name: error.name,
    message: error.message,
    status: metadata?.httpStatusCode,
    networkCode: typeof code === "string" ? code : undefined,
  };
}
