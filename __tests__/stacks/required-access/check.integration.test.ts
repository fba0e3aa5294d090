import fc from "fast-check";
import { missingGrants, type AttachedPolicy } from "../../../stacks/required-access/missing-grants";
import { requirementsOf } from "../../../stacks/required-access/check";
import type { Statement } from "../../../stacks/iam/policy-document";
import { blog, attachedPolicies, example, exampleIn, type Case } from "../fixture";

const JENKINS = "arn:aws:iam::444444444444:role/jenkins-server-role";
const missing = (of: Case, policies: readonly AttachedPolicy[]) =>
  missingGrants(requirementsOf(of.model), policies);

describe("the policies of both sides agree", () => {
  test.each<[string, Case]>([
    ["for the example", example()],
    ["for the blog's file", blog()],
    ["where Model Monitor watches", example("prod", { monitoring: "model-monitor" })],
    ["in the blog's mode", example("prod", { iam_mode: "blog" })],
    [
      "where Jenkins lives elsewhere",
      example("prod", { jenkins_role_arn: JENKINS, jenkins_external_id: "id" }),
    ],
    ["where dev reads what prod trained", example("dev", { reads_versions_of: ["dev", "prod"] })],
    ["where prod asks for evidence", example("prod", { require_evidence: true })],
    ["where prod reads no other's versions", example("prod", { reads_versions_of: ["prod"] })],
    ["where Jenkins lives elsewhere for dev alone", example("dev", { jenkins_role_arn: JENKINS })],
    [
      "where the state has a role of its own",
      example("prod", { terraform_state_role_arn: "arn:aws:iam::222222222222:role/state" }),
    ],
    [
      "where the inference has a role of its own",
      example("prod", { inference_pipeline: { role_arn: "arn:aws:iam::222222222222:role/inference" } }),
    ],
    [
      "where each environment has a bucket of its own",
      example("dev", { model_artifacts_bucket: "sagemaker-own" }),
    ],
    [
      "where nothing is promoted",
      example("dev", {
        model_package_group_name: "arn:aws:sagemaker:us-east-1:555555555555:model-package-group/own",
      }),
    ],
    [
      "where keys are named by their ids",
      example("dev", {
        kms_key: "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      }),
    ],
    ["in China", exampleIn("cn-north-1", "aws-cn")],
    ["in GovCloud", exampleIn("us-gov-west-1", "aws-us-gov")],
  ])("%s", (_, of) => {
    expect(missing(of, attachedPolicies(of))).toEqual([]);
  });
});

const of = example();
const policies = attachedPolicies(of);

/** The policies without the statements that the filter refuses. */
function without(refused: (policy: AttachedPolicy, statement: Statement) => boolean): AttachedPolicy[] {
  return policies.map((policy) => ({
    ...policy,
    statements: policy.statements.filter((statement) => !refused(policy, statement)),
  }));
}

const added = (to: readonly AttachedPolicy[]): AttachedPolicy[] => [
  ...to,
  ...missing(of, to).map(({ kind, subject, statement }) => ({ kind, subject, statements: [statement] })),
];

const PROD = "arn:aws:iam::222222222222:role";
const DEV_KEY = "arn:aws:kms:us-east-1:111111111111:alias/mammography-severity-model";
const BUCKET = "arn:aws:s3:::mammography-sagemaker-artifacts-333333333333";
const GROUP = "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package";
const VERSIONS = "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/*";
const EXECUTION = `${PROD}/service-role/sagemaker-execution-role`;
const UNAPPROVED = { StringNotEquals: { "sagemaker:ModelApprovalStatus": "Approved" } };
const asExecution = {
  Principal: { AWS: "arn:aws:iam::222222222222:root" },
  Condition: { ArnEquals: { "aws:PrincipalArn": [EXECUTION] } },
};

describe("a grant that one side lacks is named with the statement to add", () => {
  test.each<[string, AttachedPolicy["kind"], string, string, string, object]>([
    [
      "reading dev's artifacts, in the bucket",
      "bucket",
      BUCKET,
      "Readprod",
      "prod reads the versions that dev trained",
      {
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: `${BUCKET}/mammography-severity-model/dev/*`,
        ...asExecution,
      },
    ],
    [
      "reading dev's artifacts, in the role",
      "identity",
      EXECUTION,
      "ReadData",
      "prod reads the versions that dev trained",
      {
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: `${BUCKET}/mammography-severity-model/dev/*`,
      },
    ],
    [
      "reading dev's key, in the key",
      "key",
      DEV_KEY,
      "VersionsReadBy222222222222",
      "prod reads the versions that dev trained",
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: "*",
        ...asExecution,
      },
    ],
    [
      "reading dev's key, in the role",
      "identity",
      EXECUTION,
      "ReadVersionsOf111111111111",
      "prod reads the versions that dev trained",
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: "arn:aws:kms:us-east-1:111111111111:key/*",
        Condition: {
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/mammography-severity-model" },
        },
      },
    ],
    [
      "storing artifacts, in the bucket",
      "bucket",
      BUCKET,
      "Writeprod",
      "prod stores the versions that it trains",
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: `${BUCKET}/mammography-severity-model/prod/*`,
        ...asExecution,
      },
    ],
    [
      "registering, in the group",
      "group",
      GROUP,
      "RegisterVersions",
      "prod registers versions",
      {
        Effect: "Allow",
        Action: ["sagemaker:CreateModelPackage"],
        Resource: VERSIONS,
        ...asExecution,
        Condition: { ...asExecution.Condition, ...UNAPPROVED },
      },
    ],
    [
      "running the approved version, in the group",
      "group",
      GROUP,
      "UseVersions",
      "prod runs the approved version",
      {
        Effect: "Allow",
        Action: ["sagemaker:CreateModel", "sagemaker:DescribeModelPackage"],
        Resource: VERSIONS,
        ...asExecution,
      },
    ],
    [
      "registering, in the role",
      "identity",
      EXECUTION,
      "RegisterVersions",
      "prod registers versions",
      {
        Effect: "Allow",
        Action: ["sagemaker:CreateModelPackage"],
        Resource: VERSIONS,
        Condition: UNAPPROVED,
      },
    ],
    [
      "the registry's use of dev's key",
      "key",
      DEV_KEY,
      "VersionsRegistered",
      "versions of dev are registered",
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::333333333333:root" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
      },
    ],
    [
      "the registry's reading of artifacts",
      "bucket",
      BUCKET,
      "RegistrationReadsArtifacts",
      "versions of dev are registered",
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::333333333333:root" },
        Action: ["s3:GetObject", "s3:GetObjectAcl"],
        Resource: `${BUCKET}/mammography-severity-model/*`,
      },
    ],
    [
      "pulling an image",
      "identity",
      EXECUTION,
      "PullImages",
      "prod pulls XGBoost 3.0-5",
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost",
      },
    ],
    [
      "assuming the deploy role, in its trust",
      "trust",
      `${PROD}/cross-account-jenkins-role`,
      "AssumedByJenkins",
      "Jenkins may deploy prod",
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Principal: { AWS: "arn:aws:iam::222222222222:root" },
        Condition: { ArnEquals: { "aws:PrincipalArn": [`${PROD}/jenkins-server-role`] } },
      },
    ],
  ])("%s", (_, kind, subject, sid, purpose, statement) => {
    const found = missing(
      of,
      without((policy, { Sid }) => policy.kind === kind && policy.subject === subject && Sid === sid),
    );
    expect(found.filter((one) => one.purpose === purpose)).toMatchObject([
      { kind, subject, verdict: "implicitDeny", statement },
    ]);
    expect(found.map((one) => `${one.kind} ${one.subject}`)).toEqual(found.map(() => `${kind} ${subject}`));
  });

  const statements = policies.flatMap((policy) =>
    policy.statements.map((statement) => ({ policy, statement })),
  );

  test.each(
    statements.map(
      ({ policy, statement }) =>
        [`${statement.Sid} of ${policy.subject} (${policy.kind})`, policy, statement] as const,
    ),
  )("%s: its loss is laid to its side, and fixed by what is named", (_, policy, statement) => {
    const less = without((other, one) => other === policy && one === statement);
    const found = missing(of, less);
    for (const one of found) expect([one.kind, one.subject]).toEqual([policy.kind, policy.subject]);
    expect(missing(of, added(less))).toEqual([]);
  });

  test("whatever is lost, adding what is named closes it", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (stream) => {
        const lost = new Set(
          statements.map(({ statement }) => statement).filter(() => stream.next().value === true),
        );
        expect(missing(of, added(without((_, statement) => lost.has(statement))))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("a policy that is nowhere allows nothing", () => {
    const nowhere = missing(
      of,
      policies.filter(({ kind }) => kind !== "group"),
    );
    expect(new Set(nowhere.map(({ kind, verdict }) => `${kind} ${verdict}`))).toEqual(
      new Set(["group implicitDeny"]),
    );
  });

  test("a denial is told from a silence", () => {
    const deny: Statement = {
      Sid: "No",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "*",
    };
    const denied = policies.map((policy) =>
      policy.subject === BUCKET ? { ...policy, statements: [...policy.statements, deny] } : policy,
    );
    expect(missing(of, denied).map(({ purpose, kind, verdict }) => `${purpose}: ${kind} ${verdict}`)).toEqual(
      [
        "dev stores the versions that it trains: bucket explicitDeny",
        "dev tells what its versions were trained on: bucket explicitDeny",
        "prod stores the versions that it trains: bucket explicitDeny",
        "prod tells what its versions were trained on: bucket explicitDeny",
      ],
    );
  });

  test("within one account a bucket may be silent, but not deny", () => {
    const bucket = "arn:aws:s3:::mammography-sagemaker-prod-222222222222";
    const withPolicy = (statements: readonly Statement[]) =>
      missing(
        of,
        policies.map((policy) => (policy.subject === bucket ? { ...policy, statements } : policy)),
      ).map(({ purpose, verdict, actions }) => `${purpose}: ${verdict} ${actions.join(", ")}`);
    const deny: Statement = {
      Sid: "NoCode",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `${bucket}/mammography-severity-model/code/*`,
    };
    expect(withPolicy([])).toEqual([]);
    expect(withPolicy([deny])).toEqual([
      "prod runs the deployed scripts: explicitDeny s3:GetObject",
      "a deployment of prod stores scripts: explicitDeny s3:GetObject",
      "a plan of prod looks for scripts: explicitDeny s3:GetObject",
    ]);
  });
});
