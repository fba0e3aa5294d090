import { missingGrants } from "../../../stacks/required-access/missing-grants";
import { POLICY_NAMES, requirementsOf } from "../../../stacks/required-access/check";
import { ResourceWithPolicy, type PolicyKind } from "../../../stacks/constructs/resource-with-policy";
import type { Condition, Statement } from "../../../stacks/iam/policy-document";
import { blog, example, IN_VPC, wholeApp, type Case } from "../fixture";

/** The files that between them ask for everything. */
const CASES: [string, Case][] = [
  ["the example", example()],
  [
    "people by their roles",
    example("prod", {
      deployers: ["arn:aws:iam::222222222222:role/deployer"],
      planners: ["arn:aws:iam::222222222222:role/reviewer", "arn:aws:iam::444444444444:role/auditor"],
    }),
  ],
  ["the blog's file", blog()],
  ["a dev that reads prod's versions", example("dev", { reads_versions_of: ["dev", "prod"] })],
  [
    "a prod that asks for evidence",
    example("prod", {
      require_evidence: true,
      deployers: ["arn:aws:iam::222222222222:role/deployer"],
      jenkins_external_id: "deployments",
    }),
  ],
  ["a private network", example("prod", IN_VPC)],
  ["Model Monitor", example("dev", { monitoring: "model-monitor" })],
  ["the blog's mode", example("dev", { iam_mode: "blog" })],
  [
    "an inference with a role of its own",
    example("prod", { inference_pipeline: { role_arn: "arn:aws:iam::222222222222:role/inference" } }),
  ],
];

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** The stacks of a case, and what synth says of them when a policy is another. */
function stacksOf(of: Case) {
  const app = wholeApp(of);
  const resources = ResourceWithPolicy.below(app);
  const faultsWith = (
    { policies }: ResourceWithPolicy,
    kind: PolicyKind,
    change: (whole: readonly Statement[]) => readonly Statement[],
  ): string[] => {
    const before = policies[kind] ?? [];
    Object.assign(policies, { [kind]: change(before) });
    const faults = app.node.validate();
    Object.assign(policies, { [kind]: before });
    return faults;
  };
  return { app, resources, faultsWith };
}

function without(statement: Statement, action: string): Statement[] {
  if (statement.Effect === "Deny") return [statement];
  const Action = list(statement.Action).filter((other) => other !== action);
  return Action.length === 0 ? [] : [{ ...statement, Action }];
}

describe.each(CASES)("what the access check of %s claims is needed", (_, of) => {
  const { app, resources, faultsWith } = stacksOf(of);
  const claims = missingGrants(requirementsOf(of.model), []);
  const sides = [...new Set(claims.map(({ kind, subject }) => `${kind} ${subject}`))].map((side) => {
    const [kind, subject] = side.split(" ") as [PolicyKind, string];
    const own = claims.filter((claim) => claim.kind === kind && claim.subject === subject);
    return [side, kind, subject, own] as const;
  });

  test("is there", () => {
    expect(app.node.validate()).toEqual([]);
  });

  test.each(sides)("is missed when it goes: %s", (_side, kind, subject, own) => {
    const resource = resources.find((one) => one.subject === subject);
    if (resource === undefined) throw new Error(`no stack has ${subject}`);
    for (const action of new Set(own.flatMap(({ actions }) => actions))) {
      const faults = faultsWith(resource, kind, (whole) =>
        whole.flatMap((statement) => without(statement, action)),
      );
      for (const { purpose } of own.filter(({ actions }) => actions.includes(action))) {
        const start = `${purpose}: the ${POLICY_NAMES[kind]} of ${subject} (${resource.node.path}) lacks `;
        const named = faults
          .filter((fault) => fault.startsWith(start))
          .map((fault) => fault.split(". Add")[0]);
        expect([action, named.some((fault) => fault?.includes(action))]).toEqual([action, true]);
      }
    }
  });
});

type Part = readonly [part: string, less: Statement];

/** Each action, resource, principal and accepted value beside others of its kind, and the statement without it. */
function partsOf(statement: Statement): Part[] {
  const { Principal, Condition = {} } = statement;
  const one = <T>(values: T | readonly string[] | undefined, less: (rest: readonly string[]) => Statement) =>
    Array.isArray(values) && values.length > 1
      ? values.map((value: string): Part => [String(value), less(values.filter((other) => other !== value))])
      : [];
  const conditions = Object.entries(Condition).flatMap(([operator, tests]) =>
    Object.entries(tests).flatMap(([key, values]) =>
      one(values, (rest) => ({
        ...statement,
        Condition: { ...Condition, [operator]: { ...tests, [key]: rest } } satisfies Condition,
      })),
    ),
  );
  return [
    ...one(statement.Action, (Action) => ({ ...statement, Action })),
    ...one(statement.Resource, (Resource) => ({ ...statement, Resource })),
    ...(typeof Principal === "object" && "AWS" in Principal
      ? one(Principal.AWS, (AWS) => ({ ...statement, Principal: { AWS } }))
      : []),
    ...conditions,
  ];
}

/** Statements, or parts of them, that may go unnoticed, and why. */
const UNNOTICED: Readonly<Record<string, readonly string[]>> = {
  "who administers a key neither encrypts nor reads with it": ["key AdministeredByAccount"],
  "the statement about administration allows the account's roles this one call as well": [
    "key UsedByAccount: kms:DescribeKey",
  ],
  "in the blog's mode ApproveVersions lets the account register whatever a version's status": [
    "group RegisterVersions: arn:aws:iam::111111111111:root",
  ],
  "calls that AWS may make besides, and that its other side need not allow for a version to be registered": [
    "identity MakeSureOfGroup",
    "identity ReadBucketAcl",
    "identity WriteResultsWithAcl",
  ],
  "what the console and Studio show; to approve a version takes neither": [
    "identity ListGroups",
    "identity OpenGroup",
  ],
  "who looks asks of a version in the registry's own account, and no run depends on the answer": [
    "identity SeeVersions: sagemaker:DescribeModelPackage",
  ],
  "calls within one account on what has no policy of its own: its role alone decides, and the rehearsal makes them":
    [
      "AskFailedJobs",
      "AskJobs",
      "CallStepFunctions",
      "DefinePipelines",
      "DeleteModelsOfExecutions",
      "EndExecutions",
      "DeleteOldModels",
      "FindAlarms",
      "FindLogGroups",
      "FindModels",
      "FollowExecutions",
      "ListExecutions",
      "ListPipelines",
      "ManageAlarms",
      "ManageFunctions",
      "ManageLogGroups",
      "ManageRules",
      "ManageQueue",
      "ManageTopic",
      "MarkAlerts",
      "PassOwnRoleToJobs",
      "PassRoleToFunctions",
      "PassRoleToPipelines",
      "PassRoleToRules",
      "PublishMetrics",
      "ReadJobLogs",
      "RunPipelines",
      "RunSteps",
      "SeeJobs",
      "RunStepsInNetwork",
      "StartInference",
      "StartPipelines",
      "ReadAlarms",
      "ReadFunctions",
      "ReadQueue",
      "ReadLogGroups",
      "ReadJobLogs",
      "ReadPipelines",
      "ReadRules",
      "ReadTopic",
      "SeeExecutions",
      "SeeQuotas",
      "StartTraining",
      "WriteBuildLogs",
      "WriteLogs",
    ].map((sid) => `identity ${sid}`),
};
const reasons = Object.values(UNNOTICED).flat();

/** What of a case's policies may go without a word of synth. */
function silentOf(of: Case): string[] {
  const { resources, faultsWith } = stacksOf(of);
  return resources.flatMap((resource) =>
    Object.entries(resource.policies).flatMap(([kind, statements]) =>
      statements
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap((statement) => {
          const name = `${kind} ${statement.Sid}`;
          const silent = (less: Statement[]) =>
            faultsWith(resource, kind as PolicyKind, (whole) =>
              whole.flatMap((other) => (other === statement ? less : other)),
            ).length === 0;
          if (silent([])) return [name];
          return partsOf(statement)
            .filter(([, less]) => silent([less]))
            .map(([part]) => `${name}: ${part}`);
        }),
    ),
  );
}

describe("what nothing notices", () => {
  const silent = CASES.map(([name, of]) => [name, silentOf(of)] as const);

  test.each(silent)("is listed with its reason: %s", (_, found) => {
    expect(found.filter((one) => !reasons.includes(one))).toEqual([]);
  });

  test("is all that is listed", () => {
    const found = new Set(silent.flatMap(([, one]) => one));
    expect(reasons.filter((one) => !found.has(one))).toEqual([]);
  });
});
