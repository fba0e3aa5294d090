import type { SynthesizedPolicies, SynthesizedPolicy } from "../../../tools/iam/synthesized-policies";
import type { Statement } from "../../../stacks/iam/policy-document";
import { COPIES } from "./denied/copies";
import { DATA } from "./denied/data";
import { ask } from "./denied/denied-call";
import { DEPLOYMENT } from "./denied/deployment";
import { KEYS } from "./denied/keys";
import { LOOKING } from "./denied/looking";
import { LOST_EVENTS } from "./denied/lost-events";
import { PLANNING } from "./denied/planning";
import { SCIENTISTS } from "./denied/scientists";
import { TRUST } from "./denied/trust";
import { VERSIONS } from "./denied/versions";
import { simulate } from "./simulator";
import { synthesized } from "./synthesized";

const DENIED_CALLS = [
  ...DATA,
  ...KEYS,
  ...VERSIONS,
  ...DEPLOYMENT,
  ...LOST_EVENTS,
  ...PLANNING,
  ...LOOKING,
  ...SCIENTISTS,
  ...COPIES,
  ...TRUST,
];
const ROWS = DENIED_CALLS.map((row) => [row.who.name, row.does, row.on, row.because, row] as const);

const REFUSED_BY_BOTH = ROWS.filter(([, , , , { byBoth }]) => byBoth);
/** A policy of that kind that refuses nothing. */
const open = ({ kind }: SynthesizedPolicy): readonly Statement[] => {
  const everything: Statement = { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" };
  return [kind === "identity" ? everything : { ...everything, Principal: "*" }];
};

describe.each(["processing", "model-monitor"] as const)("with monitoring %s", (monitoring) => {
  let stacks: SynthesizedPolicies;
  beforeAll(async () => {
    stacks = await synthesized(monitoring);
  });

  test.each(ROWS)("%s must not %s on %s: %s", async (_who, _does, _on, _because, row) => {
    expect(await simulate(ask(stacks, row))).toBe("denied");
    expect(await simulate(ask(stacks, { ...row, ...row.but }))).toBe("allowed");
  });

  test.each(REFUSED_BY_BOTH)("%s must not %s on %s: each policy says so alone", async (...row) => {
    const request = ask(stacks, row[4]);
    const besides = (kind: SynthesizedPolicy["kind"]) =>
      simulate(request, (policy) => (policy.kind === kind ? policy.statements : open(policy)));
    expect([await besides("identity"), await besides("resource")]).toEqual(["denied", "denied"]);
    expect(await simulate(request, open)).toBe("allowed");
  });

  test("every denying statement is missed by a row of the table", async () => {
    const denials = stacks.policies.flatMap(({ subject, statements }) =>
      statements.filter(({ Effect }) => Effect === "Deny").map(({ Sid }) => ({ subject, Sid })),
    );
    const unnoticed: string[] = [];
    for (const { subject, Sid } of denials) {
      const concerned = DENIED_CALLS.map((row) => ask(stacks, row)).filter(
        ({ resourcePolicy, identity }) =>
          resourcePolicy?.subject === subject || identity?.subject === subject,
      );
      const without = await Promise.all(
        concerned.map((request) =>
          simulate(request, (policy) =>
            policy.statements.filter((statement) => policy.subject !== subject || statement.Sid !== Sid),
          ),
        ),
      );
      if (!without.includes("allowed")) unnoticed.push(`${Sid} of ${subject}`);
    }
    expect(denials.length).toBeGreaterThan(0);
    expect(unnoticed).toEqual([]);
  });
});
