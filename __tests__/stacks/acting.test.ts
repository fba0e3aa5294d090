import { Testing } from "cdktf";
import type { Acting } from "../../environments/environment";
import { PromotionStack } from "../../stacks/promotion-stack";
import { allowedBy, Template } from "../support/template";
import {
  blog,
  delivery,
  everyStack,
  example,
  functionBundles,
  policyOf,
  registryAccount,
  trustOf,
  workloadAccount,
  type Case,
} from "./fixture";

const MODEL = "mammography-severity-model";
const STATES = "arn:aws:s3:::mammography-sagemaker-terraform-state-222222222222";
const DEV = "arn:aws:iam::111111111111";
const PROD = "arn:aws:iam::222222222222";

const promotionAs = (acting: Acting, { environment }: Case): string =>
  Template.of(new PromotionStack(Testing.app(), environment, functionBundles(), acting)).text;

describe("a stack that is planned", () => {
  test.each([
    ["prod", `${PROD}:role/cross-account-jenkins-role`, `${PROD}:role/plan-role`],
    ["dev", `${PROD}:role/${MODEL}-dev-state`, `${PROD}:role/${MODEL}-dev-state-plan`],
  ] as const)("differs in the two roles and in nothing else: %s", (name, keeps, reads) => {
    const of = example(name, { jenkins_external_id: "deployments" });
    const account = name === "dev" ? DEV : PROD;
    const lines = (acting: Acting) => promotionAs(acting, of).split("\n");
    const [deployed, planned] = [lines("deploy"), lines("plan")];
    expect(planned).toHaveLength(deployed.length);
    const differing = deployed.flatMap((line, index) =>
      line === planned[index] ? [] : [[line.trim(), planned[index]?.trim()]],
    );
    const role = (arn: string) => expect.stringContaining(`"role_arn": "${arn}"`) as string;
    expect(differing).toEqual(
      expect.arrayContaining([
        [role(`${account}:role/cross-account-jenkins-role`), role(`${account}:role/plan-role`)],
        [role(keeps), role(reads)],
      ]),
    );
    expect(differing).toHaveLength(2);
  });
});

describe("the plan roles", () => {
  const stacks: [string, Template, string][] = [
    ["prod", workloadAccount(example()), "plan-role"],
    ["dev", workloadAccount(example("dev")), "plan-role"],
    ["the registry", registryAccount(example()), "plan-role"],
    ["the state of dev", delivery(example()), "state-plan-role"],
  ];

  test.each(stacks)("of %s read, and do nothing else", (_, stack, role) => {
    const actions = policyOf(stack, role).flatMap(({ Action }) => [Action].flat());
    expect(actions).not.toEqual([]);
    expect(actions.filter((action) => !/^[a-z0-9]+:(?:Describe|Get|List)/.test(action))).toEqual([]);
  });

  test("read no secret, no data and no state of others", () => {
    const policy = policyOf(workloadAccount(example()), "plan-role");
    const data = "arn:aws:s3:::mammography-sagemaker-prod-222222222222";
    const reads = (object: string) => allowedBy(policy, "s3:GetObject", object);
    expect(reads(`${STATES}/${MODEL}/prod/prod.tfstate`)).toEqual(["ReadStates"]);
    expect(reads(`${data}/${MODEL}/code/abc/preprocess.py`)).toEqual(["FindCode"]);
    expect(reads(`${STATES}/_plans/${MODEL}/prod/abc/def.json`)).toEqual(["ReadPlans"]);
    for (const object of [
      `${STATES}/${MODEL}/prod/prod.tfstate.tflock`,
      `${STATES}/${MODEL}/dev/dev.tfstate`,
      `${STATES}/delivery.tfstate`,
      `${STATES}/_plans/abc`,
      `${STATES}/_plans/${MODEL}/dev/abc/def.json`,
      `${data}/${MODEL}/data/train.csv`,
    ])
      expect([object, reads(object)]).toEqual([object, []]);
    expect(
      policy.flatMap(({ Action }) => [Action].flat()).filter((action) => /^(kms|secrets)/.test(action)),
    ).toEqual([]);
  });

  test("read the digests in the lock table, where there is one, and lock nothing", () => {
    const locked = example("prod", { terraform_state_lock_table: "locks" });
    const table = "arn:aws:dynamodb:us-east-1:222222222222:table/locks";
    for (const policy of [
      policyOf(workloadAccount(locked), "plan-role"),
      policyOf(delivery(locked), "state-plan-role"),
    ]) {
      expect(allowedBy(policy, "dynamodb:GetItem", table)).toEqual(["ReadDigests"]);
      expect(allowedBy(policy, "dynamodb:PutItem", table)).toEqual([]);
    }
    expect(allowedBy(policyOf(delivery(locked), "state-role"), "dynamodb:PutItem", table)).toEqual([
      "LockStatesInTable",
    ]);
  });
});

describe("the state of dev", () => {
  const policy = policyOf(delivery(example()), "state-role");

  test("is kept and locked as a role that reaches no other", () => {
    const state = `${STATES}/${MODEL}/dev/dev.tfstate`;
    expect(allowedBy(policy, "s3:PutObject", state)).toEqual(["KeepStates"]);
    expect(allowedBy(policy, "s3:DeleteObject", `${state}.tflock`)).toEqual(["LockStates"]);
    expect(allowedBy(policy, "s3:DeleteObject", `${STATES}/${MODEL}/dev/deploy.lock`)).toEqual([
      "LockStates",
    ]);
    expect(allowedBy(policy, "s3:DeleteObject", state)).toEqual([]);
    const plan = `${STATES}/_plans/${MODEL}/dev/abc/def.json`;
    expect(allowedBy(policy, "s3:GetObject", plan)).toEqual(["ReadPlans"]);
    for (const action of ["s3:PutObject", "s3:DeleteObject"])
      expect(allowedBy(policy, action, plan)).toEqual([]);
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])
      for (const other of [
        `${MODEL}/prod/prod.tfstate`,
        `${MODEL}/prod/prod.tfstate.tflock`,
        `${MODEL}/prod/deploy.lock`,
        "delivery.tfstate",
        `_plans/${MODEL}/prod/abc/def.json`,
      ])
        expect([other, allowedBy(policy, action, `${STATES}/${other}`)]).toEqual([other, []]);
  });

  test("needs no such role where it is all that lies there, or somebody else's keeps it", () => {
    const names = (of: Case) =>
      delivery(of)
        .resources("aws_iam_role")
        .map(({ arguments: { name } }) => name);
    expect(names(blog()).filter((name) => /-state/.test(String(name)))).toEqual([]);
    const foreign = example("prod", { terraform_state_role_arn: `${PROD}:role/terraform` });
    expect(names(foreign)).not.toContain(`${MODEL}-dev-state`);
    expect(names(foreign)).toContain(`${MODEL}-dev-state-plan`);
  });
});

describe("people", () => {
  const JENKINS = "AssumedByJenkins";
  const sids = (of: Case, role: string) => trustOf(workloadAccount(of), role).map(({ Sid }) => Sid);

  test("of prod are none but those that its file names", () => {
    expect(sids(example(), "deploy-role")).toEqual([JENKINS]);
    expect(sids(example(), "plan-role")).toEqual([JENKINS]);
    const roles = [`${PROD}:role/deployer`, "arn:aws:iam::444444444444:role/platform"];
    const trust = trustOf(workloadAccount(example("prod", { deployers: roles })), "deploy-role");
    expect(trust[1]).toEqual({
      Sid: "AssumedByDeployers",
      Effect: "Allow",
      Principal: { AWS: [`${PROD}:root`, "arn:aws:iam::444444444444:root"] },
      Action: "sts:AssumeRole",
      Condition: { ArnEquals: { "aws:PrincipalArn": roles } },
    });
    expect(trust).toHaveLength(2);
  });

  test("of dev are those whom its account lets, for its roles and for its state", () => {
    const people = { Sid: "AssumedByAccount", Principal: { AWS: `${DEV}:root` } };
    const dev = workloadAccount(example("dev"));
    for (const trust of [
      trustOf(dev, "deploy-role"),
      trustOf(dev, "plan-role"),
      trustOf(delivery(example()), "state-role"),
      trustOf(delivery(example()), "state-plan-role"),
      trustOf(registryAccount(example()), "plan-role"),
    ]) {
      expect(trust[1]).toMatchObject(people);
      expect(trust[1]?.Condition).toBeUndefined();
    }
    const jenkinsAlone = example("dev", { deployers: [], planners: [] });
    expect(sids(jenkinsAlone, "deploy-role")).toEqual([JENKINS]);
    expect(sids(jenkinsAlone, "plan-role")).toEqual([JENKINS]);
  });

  test("who deploy may plan, and not the reverse", () => {
    const deployers = [`${PROD}:role/deployer`];
    const planners = [`${PROD}:role/reviewer`];
    const of = example("prod", { deployers, planners });
    expect(trustOf(workloadAccount(of), "plan-role")[1]?.Condition).toEqual({
      ArnEquals: { "aws:PrincipalArn": [...deployers, ...planners] },
    });
    expect(JSON.stringify(trustOf(workloadAccount(of), "deploy-role"))).not.toContain("reviewer");
    expect(JSON.stringify(trustOf(registryAccount(of), "plan-role"))).toContain("reviewer");
  });

  test("name no external id, which is between Jenkins and the roles", () => {
    const of = example("prod", { jenkins_external_id: "deployments", deployers: [`${PROD}:role/deployer`] });
    const [jenkins, people] = trustOf(workloadAccount(of), "deploy-role");
    expect(jenkins?.Condition?.["StringEquals"]).toEqual({ "sts:ExternalId": "deployments" });
    expect(people?.Condition?.["StringEquals"]).toBeUndefined();
  });

  test("of dev are let in by no role of prod but those for dev's state", () => {
    const ofDev = (text: string) => text.includes("111111111111");
    const letting = everyStack(example()).flatMap(([name, stack]) =>
      stack
        .resources("aws_iam_role")
        .filter(({ arguments: { assume_role_policy: trust } }) => ofDev(String(trust)))
        .map(({ arguments: role }) => `${name}: ${String(role["name"])}`),
    );
    expect(letting.sort()).toEqual([
      `delivery: ${MODEL}-dev-state`,
      `delivery: ${MODEL}-dev-state-plan`,
      "registry account: plan-role",
    ]);
  });
});

describe("plans that are kept", () => {
  const stack = delivery(example());

  test("are written by Jenkins's nodes that plan, once, and nothing else is by them", () => {
    expect(policyOf(stack, "plan-writer-role")).toEqual([
      {
        Sid: "StorePlansOnce",
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: [`${STATES}/_plans/*`],
        Condition: { Null: { "s3:if-none-match": "false" } },
      },
    ]);
    expect(trustOf(stack, "plan-writer-role")).toMatchObject([
      { Condition: { ArnEquals: { "aws:PrincipalArn": [`${PROD}:role/jenkins-plan-role`] } } },
    ]);
    expect(policyOf(stack, "jenkins-plan-role")).toEqual([
      {
        Sid: "AssumePlanRoles",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: [
          `${DEV}:role/plan-role`,
          `${PROD}:role/${MODEL}-dev-state-plan`,
          "arn:aws:iam::333333333333:role/plan-role",
          `${PROD}:role/plan-writer-role`,
          `${PROD}:role/plan-role`,
        ],
      },
    ]);
  });

  test("are encrypted as the states are, and reached by TLS alone", () => {
    const encryption = stack.resource("aws_s3_bucket_server_side_encryption_configuration");
    expect(encryption["bucket"]).toBe(stack.resource("aws_s3_bucket_lifecycle_configuration")["bucket"]);
    expect(encryption["rule"]).toMatchObject([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    const { policy } = stack.resource("aws_s3_bucket_policy");
    expect(JSON.parse(String(policy))).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ Sid: "TlsOnly", Effect: "Deny", Principal: "*" }),
      ]) as object,
    });
  });

  test("expire, and take no state with them", () => {
    const rules = stack.resource("aws_s3_bucket_lifecycle_configuration")["rule"] as {
      readonly filter: readonly { readonly prefix: string }[];
      readonly expiration?: unknown;
    }[];
    const expiring = rules.filter(({ expiration }) => expiration !== undefined);
    expect(expiring).toMatchObject([{ filter: [{ prefix: "_plans/" }], expiration: [{ days: 30 }] }]);
    // An old version of a plan, of which there is none but by hand, goes a day later.
    expect(expiring).toMatchObject([{ noncurrent_version_expiration: [{ noncurrent_days: 1 }] }]);
    // A state's key begins with its model's name, or is its stack's.
    expect(() => example("prod", { model_name: "_plans" })).toThrow("/model_name");
  });
});
