import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { SynthesizedPolicies } from "../../../tools/iam/synthesized-policies";
import { listOf } from "../../../stacks/iam/match";
import { requestsOf } from "../../../tools/iam/authorization-request";
import { policy, World } from "../../../packages/local-accounts/__tests__/accounts/world";
import { dev, prod } from "./cast";
import { ask } from "./denied/denied-call";
import { ELSEWHERE, JENKINS_ELSEWHERE, server } from "./denied/jenkins-elsewhere";
import { simulate } from "./simulator";
import { synthesized } from "./synthesized";

const ROWS = JENKINS_ELSEWHERE.map((row) => [row.who.name, row.does, row.on, row.because, row] as const);

let stacks: SynthesizedPolicies;
beforeAll(async () => {
  stacks = await synthesized("processing", ELSEWHERE);
});

test.each(ROWS)("%s must not %s on %s: %s", async (_who, _does, _on, _because, row) => {
  expect(await simulate(ask(stacks, row))).toBe("denied");
  expect(await simulate(ask(stacks, { ...row, ...row.but }))).toBe("allowed");
});

test("of all roles, the server becomes those that deploy", async () => {
  const roles = stacks.policies.filter(({ kind }) => kind === "trust").map(({ subject }) => subject);
  const answers = roles.map(async (on) => {
    const call = {
      who: server,
      does: "sts:AssumeRole",
      on,
      with: { "sts:ExternalId": ELSEWHERE.jenkins_external_id },
    };
    return (await simulate(ask(stacks, call))) === "allowed" ? [on] : [];
  });
  expect(roles.length).toBeGreaterThan(8);
  expect((await Promise.all(answers)).flat().sort()).toEqual(
    [dev.deployRole, dev.state.roleArn, prod.deployRole].sort(),
  );
});

test("its role may nothing but assume them", () => {
  const [policy, ...others] = stacks.policies.filter(
    ({ kind, subject }) => kind === "identity" && subject === ELSEWHERE.jenkins_role_arn,
  );
  expect(others).toEqual([]);
  expect(policy).toMatchObject({ owner: "jenkins-server-role", environment: "jenkins" });
  expect(policy?.statements.flatMap(({ Action }) => listOf(Action))).toEqual(["sts:AssumeRole"]);
});

test("every statement that the mode adds or changes is missed by a row", async () => {
  const ours = stacks.policies.filter(
    ({ owner, kind }) => (owner === "deploy-role" && kind === "trust") || owner === "jenkins-server-role",
  );
  const allowed = JENKINS_ELSEWHERE.map((row) => ask(stacks, { ...row, ...row.but }));
  for (const policy of ours) {
    for (const lost of policy.statements) {
      const answers = allowed.map((request) =>
        simulate(request, (one) =>
          one === policy ? one.statements.filter((statement) => statement !== lost) : one.statements,
        ),
      );
      expect([policy.subject, lost.Sid, await Promise.all(answers)]).toEqual([
        policy.subject,
        lost.Sid,
        expect.arrayContaining(["denied"]),
      ]);
    }
  }
  expect(ours).toHaveLength(4);
});

describe("the record of local accounts with these roles", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  /** The deploy roles and the server's, as the stacks have them. */
  async function createRoles(): Promise<void> {
    for (const { owner, kind, account, subject, statements } of stacks.policies) {
      if (owner !== "deploy-role" && owner !== "jenkins-server-role") continue;
      const [, Path = "/", RoleName = ""] = /:role(\/.*?)([^/]+)$/u.exec(subject) ?? [];
      const document = policy(...statements);
      const { iam } = world.root(account);
      if (kind === "trust") {
        await iam.send(new CreateRoleCommand({ Path, RoleName, AssumeRolePolicyDocument: document }));
      } else {
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: document }));
      }
    }
  }

  test("says of every call what the synthesized policies say, whichever external id it named", async () => {
    await createRoles();
    const session = await world.accounts.assumeServiceRole(
      ELSEWHERE.jenkins_role_arn,
      "ec2.amazonaws.com",
      "session",
    );
    const { sts } = world.as(session);
    for (const RoleArn of [dev.deployRole, prod.deployRole]) {
      for (const ExternalId of [ELSEWHERE.jenkins_external_id, "of-others", undefined]) {
        const assumed = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ExternalId }));
        await assumed.catch(({ name }: Error) => {
          expect(name).toBe("AccessDenied");
        });
      }
    }
    const { requests } = requestsOf(stacks, await world.accounts.record());
    const asServer = requests.filter(({ principal }) => principal.startsWith("arn:aws:sts:"));
    const outcomes = ["allowed", "denied", "denied"];
    expect(asServer.map(({ expected }) => expected)).toEqual([...outcomes, ...outcomes]);
    for (const request of requests) {
      expect([request, await simulate(request)]).toEqual([request, request.expected]);
    }
  });
});
