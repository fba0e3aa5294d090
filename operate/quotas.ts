import { Problem } from "sagemaker-promotion-core/problem";
import { machinesAtOnce, type MachinesAtOnce } from "../pipeline-defs/cost/machines-at-once";
import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import type { Check } from "./doctor";

/** A quota of SageMaker, as it holds in an account and Region. */
export interface Quota {
  readonly code: string;
  readonly value: number;
  /** Whether AWS raises it where it is asked to. */
  readonly adjustable: boolean;
}

/** The quotas of these names; one that Service Quotas does not know is left out. @throws Problem */
export type FindQuotas = (names: readonly string[]) => Promise<ReadonlyMap<string, Quota>>;

/** What one execution needs at the most, whichever of the pipelines it is of. */
export function neededMachines(
  definitions: readonly PipelineDefinition[],
  maxParallelSteps: number | undefined,
): readonly MachinesAtOnce[] {
  const needed = new Map<string, MachinesAtOnce>();
  for (const one of definitions.flatMap((definition) => machinesAtOnce(definition, maxParallelSteps))) {
    const before = needed.get(quotaName(one));
    if (before === undefined || before.instances < one.instances) needed.set(quotaName(one), one);
  }
  return [...needed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * The quota that a job's machines count against. Its name is what SageMaker's own refusal says: "The account-level
 * service limit 'ml.m5.xlarge for processing job usage' is 0 Instances"; its code is another for every instance type.
 */
function quotaName({ instanceType, job }: MachinesAtOnce): string {
  return `${instanceType} for ${job} job usage`;
}

/** A check for each kind of machine; all of them look once. */
export function quotaChecks(
  needed: readonly MachinesAtOnce[],
  region: string,
  find: FindQuotas,
): readonly Check[] {
  let finding: ReturnType<FindQuotas> | undefined;
  return needed.map((machines) => ({
    name: `${machines.job} quota`,
    look: async () => judge(machines, region, await (finding ??= find(needed.map(quotaName)))),
  }));
}

function judge(machines: MachinesAtOnce, region: string, quotas: ReadonlyMap<string, Quota>): string {
  const { instanceType, instances } = machines;
  const name = quotaName(machines);
  const quota = quotas.get(name);
  if (quota === undefined) {
    throw tooLittle(
      `Service Quotas has no "${name}" in ${region}`,
      `see whether SageMaker has ${instanceType} in ${region}, and choose another type if not`,
    );
  }
  const found = `${instanceType}: ${quota.value} at once, an execution needs ${instances}`;
  if (quota.value >= instances) return found;
  throw tooLittle(
    found,
    quota.adjustable
      ? "as the account's administrator: aws service-quotas request-service-quota-increase " +
          `--service-code sagemaker --region ${region} --quota-code ${quota.code} --desired-value ${instances}`
      : `AWS raises "${name}" (${quota.code}) on no request: choose another instance type`,
  );
}

function tooLittle(message: string, next: string): Problem {
  return new Problem({ code: "NotReady", blame: "environment", message, next });
}
