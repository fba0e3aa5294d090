import { isJsonObject, pointTo, type Json } from "../json";
import { cacheExpiry } from "../service-model/cache-expiry";
import { stepTypeOf } from "../service-model/step-types";
import { RETRYABLE_EXCEPTIONS } from "../step";
import type { Finding } from "./finding";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";

/**
 * The most that a policy's numbers can be (same page), all but the rate whole (sagemaker.workflow.retry, 2.257.7: int and
 * float). 0 attempts or minutes mean that nothing is
 * retried, and where neither is given the service makes five attempts.
 */
const LIMITS = { MaxAttempts: 20, ExpireAfterMin: 14_400, IntervalSeconds: 43_200, BackoffRate: Infinity };

/** Retry policies and cache settings that the service takes and that do what they say. */
export function checkRetryAndCache({ steps }: IndexedDefinition): readonly Finding[] {
  return steps.flatMap((step) => [...checkRetry(step), ...checkCache(step)]);
}

function checkRetry(step: StepEntry): Finding[] {
  const error = (at: string, message: string, fix: string): Finding => ({
    code: "RetryPolicy",
    severity: "error",
    step: step.name,
    pointer: `${step.pointer}/RetryPolicies${at}`,
    message,
    fix,
  });
  const { RetryPolicies: policies } = step.json;
  if (policies === undefined) return [];
  if (!Array.isArray(policies)) return [error("", "this is not a list", "write a list of policies")];
  if (policies.length > 0 && !stepTypeOf(step.type).retried) {
    return [error("", `the service does not retry a ${step.type} step`, "remove the policies")];
  }
  return policies.flatMap((policy: Json, index) => {
    if (!isJsonObject(policy)) return [error(`/${index}`, "a policy is an object", "write an object")];
    const findings: Finding[] = [];
    const { ExceptionType: exceptions, ...rest } = policy;
    const listed: readonly Json[] = Array.isArray(exceptions) ? exceptions : [exceptions ?? null];
    for (const exception of listed.filter((name) => !RETRYABLE_EXCEPTIONS.some((known) => known === name))) {
      findings.push(
        error(
          `/${index}/ExceptionType`,
          `${JSON.stringify(exception)} is not an exception that can be retried`,
          `use some of ${RETRYABLE_EXCEPTIONS.join(", ")}`,
        ),
      );
    }
    if (policy.MaxAttempts !== undefined && policy.ExpireAfterMin !== undefined) {
      findings.push(
        error(`/${index}`, "a policy has only one limit", "give either MaxAttempts or ExpireAfterMin"),
      );
    }
    for (const [name, value] of Object.entries(rest)) {
      const limit = Object.entries(LIMITS).find(([known]) => known === name)?.[1];
      if (limit === undefined) {
        const fix = `use some of ExceptionType, ${Object.keys(LIMITS).join(", ")}`;
        findings.push(error(pointTo(`/${index}`, name), `a policy has no ${name}`, fix));
      } else if (
        !(typeof value === "number" && value >= 0 && value <= limit) ||
        (name !== "BackoffRate" && !Number.isInteger(value))
      ) {
        const fix = limit === Infinity ? "use 0 or more" : `use a whole number from 0 to ${limit}`;
        findings.push(error(`/${index}/${name}`, `${name} is ${JSON.stringify(value)}`, fix));
      }
    }
    return findings;
  });
}

function checkCache(step: StepEntry): Finding[] {
  const config = step.json.CacheConfig;
  if (config !== undefined && !stepTypeOf(step.type).cached) {
    return [
      {
        code: "NotCached",
        severity: "warning",
        step: step.name,
        pointer: `${step.pointer}/CacheConfig`,
        message: `a ${step.type} step is never taken from the cache`,
        fix: "remove the setting",
      },
    ];
  }
  const expiry = isJsonObject(config) ? config.ExpireAfter : undefined;
  if (typeof expiry !== "string" || cacheExpiry(expiry) !== undefined) return [];
  return [
    {
      code: "CacheExpiry",
      severity: "warning",
      step: step.name,
      pointer: `${step.pointer}/CacheConfig/ExpireAfter`,
      message: `${JSON.stringify(expiry)} is not a duration that AWS documents`,
      fix: "write it like P30D, PT12H or 30dT5h",
    },
  ];
}
