import { stepTypeOf } from "../service-model/step-types";
import type { ReadByAddress } from "./addresses";
import { isOfCache } from "./cached-outputs";
import type { Finding } from "./finding";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { ordering, type Wait } from "./waits";

/** Fields by which a step reads; what a text elsewhere is for, such as an environment variable, only the code knows. */
const READ = /\/(?:S3Uri|ModelDataUrl|SuppliedBaseline(?:Constraints|Statistics))$/;

/** Fields of which everything below the address is read. */
const PREFIX = /\/(?:S3Input|S3DataSource)\/S3Uri$/;

/**
 * Steps that read by an address what another step writes, and do not wait for it. Pipelines knows dependencies by
 * properties and DependsOn alone (developer guide, build-and-manage-steps); of JsonGet with an S3Uri its page says "you
 * must explicitly add a dependency". What can come from the cache has a finding of its own.
 */
export function checkUnorderedReads(
  indexed: IndexedDefinition,
  reads: readonly ReadByAddress[],
  waits: readonly Wait[],
): readonly Finding[] {
  const isAfter = ordering(indexed, waits);
  return reads
    .filter((read) => (read.above ? PREFIX : READ).test(read.pointer) && !isOfCache(read))
    .filter(({ producer, reader }) => !stepTypeOf(reader.type).isFunction && canBothRun(producer, reader))
    .filter(({ producer, reader }) => !isAfter(reader, producer) && !isAfter(producer, reader))
    .map(({ producer: { name }, reader, pointer, above }) => ({
      code: "ReadWithoutWaiting",
      severity: "warning",
      step: reader.name,
      pointer,
      message: above
        ? `it reads a folder in which ${name} writes, and does not wait for ${name}`
        : `it reads what ${name} writes by its address, and does not wait for ${name}`,
      fix: above
        ? `name ${name} in DependsOn, or let ${name} write elsewhere`
        : `refer to the property of ${name} that holds the address, or name ${name} in DependsOn`,
    }));
}

/** Not where one lies in the IfSteps of a condition and the other in its ElseSteps. */
function canBothRun(one: StepEntry, other: StepEntry): boolean {
  const others = branchesOf(other);
  return !branchesOf(one).some(({ parent, side }) =>
    others.some((branch) => branch.parent === parent && branch.side !== side),
  );
}

function branchesOf({ branch }: StepEntry): readonly NonNullable<StepEntry["branch"]>[] {
  return branch === undefined ? [] : [branch, ...branchesOf(branch.parent)];
}
