import { createHash } from "node:crypto";
import type { MinistackAccounts } from "../accounts/ministack";
import type { SageMakerAnswer } from "../ports";
import type { JsonService } from "./json-api";

/** Instance types that the local quotas are of: enough to ask about, and not all that AWS has. */
const FAMILIES = ["c5", "m5", "r5", "t3"];
const SIZES = ["large", "xlarge", "2xlarge", "4xlarge"];
/** Jobs whose quotas an account has values of its own for. Those of the others have the default alone, as some in AWS do. */
const APPLIED = ["processing", "training"];
const JOBS = [...APPLIED, "transform"];
/** Every quota's value. One machine plays them all; so many jobs it still holds. */
const VALUE = 20;
const LONGEST_PAGE = 100;

/** The lists of the API, by the jobs whose quotas each has. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  ListAWSDefaultServiceQuotas: JOBS,
  ListServiceQuotas: APPLIED,
};

/** Service Quotas, as far as it lists what SageMaker's jobs may use in a local account. */
export function serviceQuotas(accounts: Pick<MinistackAccounts, "authorize">): JsonService {
  return {
    signedFor: "servicequotas",
    target: "ServiceQuotasV20190624",
    async handle({ operation, input, caller, region }) {
      const jobs = Object.hasOwn(LISTS, operation) ? LISTS[operation] : undefined;
      if (jobs === undefined)
        return failure("UnknownOperationException", `the local Service Quotas has no ${operation}`);
      const action = `servicequotas:${operation}`;
      const { allowed, reason } = await accounts.authorize({ caller, action, resource: "*", region });
      if (!allowed) return failure("AccessDeniedException", reason ?? `not authorized to perform: ${action}`);
      if (input.ServiceCode !== "sagemaker")
        return failure("NoSuchResourceException", "the local accounts have quotas of sagemaker alone");
      return {
        status: 200,
        body: pageOf(
          jobs.flatMap((job) => quotasOf(job)),
          input,
        ),
      };
    },
  };
}

function failure(type: string, message: string): SageMakerAnswer {
  return { status: 400, body: { __type: type, message } };
}

function quotasOf(job: string) {
  const types = FAMILIES.flatMap((family) => SIZES.map((size) => `ml.${family}.${size}`));
  return types.map((type) => {
    const QuotaName = `${type} for ${job} job usage`;
    return {
      ServiceCode: "sagemaker",
      QuotaName,
      QuotaCode: codeOf(QuotaName),
      Value: VALUE,
      Adjustable: true,
    };
  });
}

/** Of the form that AWS's have, and none of them. */
function codeOf(name: string): string {
  return `L-${createHash("sha256").update(name).digest("hex").slice(0, 8).toUpperCase()}`;
}

function pageOf(all: readonly object[], { MaxResults, NextToken }: Readonly<Record<string, unknown>>) {
  const start = typeof NextToken === "string" ? Number(NextToken) : 0;
  const end = start + (typeof MaxResults === "number" ? MaxResults : LONGEST_PAGE);
  return { Quotas: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) };
}
