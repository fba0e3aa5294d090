import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Simulation } from "@cloud-copilot/iam-simulate";
import type { Statement } from "../../../stacks/constructs/policy-document";
import type { HeldPolicy } from "../../../tools/iam/estate";
import type { Question } from "../../../tools/iam/question";

/** What an administrator's own policies say: nothing stands in the way but what resources say. */
const EVERYTHING: Statement = { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" };

/** A change of a policy before it is judged, such as the loss of one statement. */
export type Mutation = (policy: HeldPolicy) => readonly Statement[];

const asTheyAre: Mutation = ({ statements }) => statements;

/**
 * What the simulator drops or refuses, though AWS decides on it, by a name that it takes, in policies and questions alike.
 *
 * - Keys such as kms:EncryptionContext:aws:sns:topicArn: it knows variable keys by a slash only, and leaves them out.
 * - CreateModel on a model package. It goes by the Service Authorization Reference, which has it on models only; the
 *   SageMaker developer guide, "Cross-account discoverability", grants it on packages.
 */
const STAND_INS: readonly {
  readonly where: (question: Question) => boolean;
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
 * does not have, or a resource that the action does not take, would otherwise pass for a denial.
 */
export async function simulate(
  question: Question,
  mutation: Mutation = asTheyAre,
): Promise<"allowed" | "denied"> {
  const simulation = withStandIns(simulationOf(question, mutation), question);
  const result = await runSimulation(simulation, {});
  const asked = JSON.stringify(question, null, 2);
  if (result.resultType === "error") throw new Error(`${JSON.stringify(result.errors)}: ${asked}`);
  const analyses = result.resultType === "single" ? [result.result] : result.results;
  const dropped = analyses.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys);
  const policies = JSON.stringify([simulation.identityPolicies, simulation.resourcePolicy ?? []]);
  const missed = dropped.find((key) => policies.includes(`"${key}"`));
  if (missed !== undefined)
    throw new Error(`the simulator drops ${missed}, which a policy asks for: ${asked}`);
  return result.overallResult === "Allowed" ? "allowed" : "denied";
}

function simulationOf(question: Question, mutation: Mutation): Simulation {
  const { principal, action, resource, owner, context, identity, resourcePolicy } = question;
  const document = (statements: readonly Statement[]) => ({ Version: "2012-10-17", Statement: statements });
  const own = principal.endsWith(":root") ? [EVERYTHING] : identity && mutation(identity);
  const others = resourcePolicy && speakingOfSomeone(resourcePolicy, mutation(resourcePolicy));
  return {
    request: {
      principal,
      action,
      resource: { resource, accountId: owner },
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
function speakingOfSomeone({ statements }: HeldPolicy, left: readonly Statement[]): readonly Statement[] {
  if (left.length > 0) return left;
  const nobody = { AWS: "arn:aws:iam::000000000000:root" };
  return statements.slice(0, 1).map((statement) => ({ ...statement, Principal: nobody }));
}

function withStandIns(simulation: Simulation, question: Question): Simulation {
  const text = STAND_INS.filter(({ where }) => where(question)).reduce(
    (json, { name, by }) => json.replaceAll(name, by),
    JSON.stringify(simulation),
  );
  return JSON.parse(text) as Simulation;
}
