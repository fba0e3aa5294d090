import { isJsonObject, type Json } from "../json";
import type { Finding } from "./finding";
import type { Outline, StepEntry } from "./outline";
import { objectsIn } from "./outputs";
import { NEVER_CACHED } from "./step-types";

/** Source: AWS's page pipelines-retry-policy; the last is the official schema's. */
const EXCEPTIONS = [
  "Step.SERVICE_FAULT",
  "Step.THROTTLING",
  "SageMaker.JOB_INTERNAL_ERROR",
  "SageMaker.CAPACITY_ERROR",
  "SageMaker.RESOURCE_LIMIT",
  "Emr.RESOURCE_LIMIT",
];
/** The Python SDK's caps, sagemaker.workflow.retry 2.257.7. */
const MAX_ATTEMPTS = 20;
const MAX_EXPIRE_AFTER_MINUTES = 14_400;
const NEVER_RETRIED = ["Condition", "Fail", "Lambda", "Callback", "QualityCheck", "ClarifyCheck"];
const ISO_8601_DURATION =
  /^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;

/** Retry policies and cache settings that the service takes and that do what they say. */
export function checkRetryAndCache({ steps }: Outline): readonly Finding[] {
  return steps.flatMap((step) => [...checkRetry(step), ...checkCache(step)]);
}

function checkRetry(step: StepEntry): Finding[] {
  const error = (at: string, message: string, mend: string): Finding => ({
    code: "RetryPolicy",
    severity: "error",
    step: step.name,
    pointer: `${step.pointer}/RetryPolicies${at}`,
    message,
    mend,
  });
  const policies = objectsIn(step.json.RetryPolicies);
  if (policies.length > 0 && NEVER_RETRIED.includes(step.type)) {
    return [error("", `the service does not retry a ${step.type} step`, "take the policies out")];
  }
  return policies.flatMap((policy, index) => {
    const findings: Finding[] = [];
    const { ExceptionType: exceptions, MaxAttempts: attempts, ExpireAfterMin: minutes } = policy;
    const listed: readonly Json[] = Array.isArray(exceptions) ? exceptions : [exceptions ?? null];
    for (const exception of listed.filter((name) => !EXCEPTIONS.some((known) => known === name))) {
      findings.push(
        error(
          `/${index}/ExceptionType`,
          `${JSON.stringify(exception)} is no exception that can be retried`,
          `use some of ${EXCEPTIONS.join(", ")}`,
        ),
      );
    }
    if ((attempts === undefined) === (minutes === undefined)) {
      findings.push(
        error(`/${index}`, "a policy ends in one way", "give either MaxAttempts or ExpireAfterMin"),
      );
    }
    if (outside(attempts, 1, MAX_ATTEMPTS)) {
      findings.push(
        error(`/${index}/MaxAttempts`, `${JSON.stringify(attempts)} attempts`, `use 1 to ${MAX_ATTEMPTS}`),
      );
    }
    if (outside(minutes, 0, MAX_EXPIRE_AFTER_MINUTES)) {
      const mend = `use at most ${MAX_EXPIRE_AFTER_MINUTES}`;
      findings.push(error(`/${index}/ExpireAfterMin`, `${JSON.stringify(minutes)} minutes`, mend));
    }
    return findings;
  });
}

function outside(value: Json | undefined, least: number, most: number): boolean {
  return value !== undefined && !(typeof value === "number" && value >= least && value <= most);
}

function checkCache(step: StepEntry): Finding[] {
  const config = step.json.CacheConfig;
  if (config !== undefined && NEVER_CACHED.includes(step.type)) {
    return [
      {
        code: "NotCached",
        severity: "warning",
        step: step.name,
        pointer: `${step.pointer}/CacheConfig`,
        message: `a ${step.type} step is never taken from the cache`,
        mend: "take the setting out",
      },
    ];
  }
  const expiry = isJsonObject(config) ? config.ExpireAfter : undefined;
  if (expiry === undefined || (typeof expiry === "string" && ISO_8601_DURATION.test(expiry))) return [];
  return [
    {
      code: "CacheExpiry",
      severity: "warning",
      step: step.name,
      pointer: `${step.pointer}/CacheConfig/ExpireAfter`,
      message: `${JSON.stringify(expiry)} is no ISO 8601 duration, the form that AWS documents`,
      mend: "write it like P30D or PT12H",
    },
  ];
}
