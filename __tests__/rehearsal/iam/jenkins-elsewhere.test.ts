import type { Estate } from "../../../rehearsal/iam/estate";
import { listOf } from "../../../rehearsal/iam/matching";
import { dev, prod } from "./cast";
import { ask } from "./denied/denied-call";
import { ELSEWHERE, JENKINS_ELSEWHERE, server } from "./denied/jenkins-elsewhere";
import { simulate } from "./simulator";
import { synthesized } from "./synthesized";

const ROWS = JENKINS_ELSEWHERE.map((row) => [row.who.name, row.does, row.on, row.because, row] as const);

let estate: Estate;
beforeAll(async () => {
  estate = await synthesized("processing", ELSEWHERE);
}, 60_000);

test.each(ROWS)("%s must not %s on %s: %s", async (_who, _does, _on, _because, row) => {
  expect(await simulate(ask(estate, row))).toBe("denied");
  expect(await simulate(ask(estate, { ...row, ...row.but }))).toBe("allowed");
});

test("of all roles, the server becomes those that deploy", async () => {
  const roles = estate.policies.filter(({ kind }) => kind === "trust").map(({ subject }) => subject);
  const answers = roles.map(async (on) => {
    const call = {
      who: server,
      does: "sts:AssumeRole",
      on,
      with: { "sts:ExternalId": ELSEWHERE.jenkins_external_id },
    };
    return (await simulate(ask(estate, call))) === "allowed" ? [on] : [];
  });
  expect(roles.length).toBeGreaterThan(8);
  expect((await Promise.all(answers)).flat().sort()).toEqual([dev.deployRole, prod.deployRole].sort());
});

test("its role may nothing but assume them", () => {
  const [policy, ...others] = estate.policies.filter(
    ({ kind, subject }) => kind === "identity" && subject === ELSEWHERE.jenkins_role_arn,
  );
  expect(others).toEqual([]);
  expect(policy).toMatchObject({ holder: "jenkins-server-role", environment: "jenkins" });
  expect(policy?.statements.flatMap(({ Action }) => listOf(Action))).toEqual(["sts:AssumeRole"]);
});

test("every statement that the mode adds or changes is missed by a row", async () => {
  const ours = estate.policies.filter(
    ({ holder, kind }) => (holder === "deploy-role" && kind === "trust") || holder === "jenkins-server-role",
  );
  const allowed = JENKINS_ELSEWHERE.map((row) => ask(estate, { ...row, ...row.but }));
  for (const policy of ours) {
    for (const lost of policy.statements) {
      const answers = allowed.map((question) =>
        simulate(question, (one) =>
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
