import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { Statement } from "../../../stacks/iam/policy-document";
import type { SynthesizedPolicy } from "../../../tools/iam/synthesized-policies";
import type { AuthorizationRequest } from "../../../tools/iam/authorization-request";

/** What an administrator's own policies say: nothing stands in the way but what resources say. */
const EVERYTHING: Statement = { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" };

/** A change of a policy before it is judged, such as the loss of one statement. */
export type Mutation = (policy: SynthesizedPolicy) => readonly Statement[];

const asTheyAre: Mutation = ({ statements }) => statements;

/**
 * What the simulator drops or refuses, though AWS decides on it, by a name that it takes, in policies and requests alike.
 *
 * - Keys such as kms:EncryptionContext:aws:sns:topicArn: it knows variable keys by a slash only, and leaves them out.
 * - CreateModel on a model package. It goes by the Service Authorization Reference, which has it on models only; the
 *   SageMaker developer guide, "Cross-account discoverability", grants it on packages.
 */
const STAND_INS: readonly {
  readonly where: (request: AuthorizationRequest) => boolean;
  readonly name: string;
  readonly by: string;
}[] = [
  { where: () => true, name: "kms:EncryptionContext:", by: "aws:PrincipalTag/EncryptionContext:" },
  {
    where: ({ action, resource }) =>
      action === "sagemaker:CreateModel" && resource.includes(":model-package/"),
    name: '"sagemaker:CreateModel"',
    by: '"sagemaker:BatchDescribeModelPackage"',
  },
];

/**
 * AWS's answer, as a simulator that is not ours knows it. Anything that it cannot judge is an error: an action that AWS
 * does not have, or a resource that the action does not take, would differences pass for a denial.
 */
export async function simulate(
  request: AuthorizationRequest,
  mutation: Mutation = asTheyAre,
): Promise<"allowed" | "denied"> {
  const simulation = withStandIns(simulationOf(request, mutation), request);
  const result = await runSimulation(simulation, {});
  const asked = JSON.stringify(request, null, 2);
  if (result.resultType === "error") throw new Error(`${JSON.stringify(result.errors)}: ${asked}`);
  const analyses = result.resultType === "single" ? [result.result] : result.results;
  const dropped = analyses.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys);
  const policies = JSON.stringify([simulation.identityPolicies, simulation.resourcePolicy ?? []]);
  const missed = dropped.find((key) => policies.includes(`"${key}"`));
  if (missed !== undefined)
    throw new Error(`the simulator drops ${missed}, which a policy asks for: ${asked}`);
  return result.overallResult === "Allowed" ? "allowed" : "denied";
}

function simulationOf(request: AuthorizationRequest, mutation: Mutation): Simulation {
  const { principal, action, resource, resourceAccount, context, identity, resourcePolicy } = request;
  const document = (statements: readonly Statement[]) => ({ Version: "2012-10-17", Statement: statements });
  const own = /:(?:root|user\/.*)$/.test(principal) ? [EVERYTHING] : identity && mutation(identity);
  const others = resourcePolicy && speakingOfSomeone(resourcePolicy, mutation(resourcePolicy));
  return {
    request: {
      principal,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: Object.fromEntries(
        Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
      ),
    },
    // A policy without statements is no policy.
    identityPolicies:
      own === undefined || own.length === 0 ? [] : [{ name: "identity", policy: document(own) }],
    ...(others !== undefined && { resourcePolicy: document(others) }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/** A resource's policy that lost its last statement is there all the same: nobody assumes a role without trust. */
function speakingOfSomeone(
  { statements }: SynthesizedPolicy,
  left: readonly Statement[],
): readonly Statement[] {
  if (left.length > 0) return left;
  const nobody = { AWS: "arn:aws:iam::000000000000:root" };
  return statements.slice(0, 1).map((statement) => ({ ...statement, Principal: nobody }));
}

function withStandIns(simulation: Simulation, request: AuthorizationRequest): Simulation {
  const text = STAND_INS.filter(({ where }) => where(request)).reduce(
    (json, { name, by }) => json.replaceAll(name, by),
    JSON.stringify(simulation),
  );
  return JSON.parse(text) as Simulation;
}
