import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { asProblem } from "../../deploy/aws/problems";
import type { FindQuotas, Quota } from "../quotas";

/** Looks quotas up page by page: they have no filter by name. */
export function findQuotas(client: ServiceQuotasClient, principal: string): FindQuotas {
  return async (names) => {
    const found = new Map<string, Quota>();
    const lists = [
      { action: "servicequotas:ListServiceQuotas", pages: paginateListServiceQuotas },
      // The first list leaves out what has no value of the account's own (API reference, ListServiceQuotas).
      { action: "servicequotas:ListAWSDefaultServiceQuotas", pages: paginateListAWSDefaultServiceQuotas },
    ];
    for (const { action, pages } of lists) {
      const denied = `Apply the account's stack, whose plan-role may do ${action}, or allow it in a role of your own.`;
      await asProblem({ action, resource: "sagemaker", principal, denied }, async () => {
        if (names.every((name) => found.has(name))) return;
        for await (const { Quotas = [] } of pages({ client, pageSize: 100 }, { ServiceCode: "sagemaker" })) {
          for (const one of Quotas) add(found, names, one);
          if (names.every((name) => found.has(name))) return;
        }
      });
    }
    return found;
  };
}

function add(found: Map<string, Quota>, names: readonly string[], quota: ServiceQuota): void {
  const { QuotaName: name, QuotaCode: code, Value: value, Adjustable: adjustable = false } = quota;
  // One whose value could not be found out has an ErrorReason in its place.
  if (name === undefined || code === undefined || value === undefined) return;
  if (names.includes(name) && !found.has(name)) found.set(name, { code, value, adjustable });
}
