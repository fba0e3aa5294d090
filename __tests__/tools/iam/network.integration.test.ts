import type { SynthesizedPolicies, SynthesizedPolicy } from "../../../tools/iam/synthesized-policies";
import { ask } from "./denied/denied-call";
import { IN_NETWORK, NETWORK } from "./denied/network";
import { simulate } from "./simulator";
import { synthesized } from "./synthesized";

const ROWS = IN_NETWORK.map((row) => [row.who.name, row.does, row.on, row.because, row] as const);

let stacks: SynthesizedPolicies;
let without: SynthesizedPolicies;
beforeAll(async () => {
  stacks = await synthesized("processing", NETWORK);
  without = await synthesized("processing");
});

test.each(ROWS)("%s must not %s on %s: %s", async (_who, _does, _on, _because, row) => {
  expect(await simulate(ask(stacks, row))).toBe("denied");
  expect(await simulate(ask(stacks, { ...row, ...row.but }))).toBe("allowed");
});

const sids = ({ policies }: SynthesizedPolicies): readonly string[] =>
  policies
    .filter(({ environment, kind }) => environment === "prod" && kind === "identity")
    .flatMap(({ subject, statements }) => statements.map(({ Sid }) => `${subject} ${Sid}`));

test("without the keys no role has a word of networks", () => {
  const ours = sids(without);
  const added = sids(stacks).filter((sid) => !ours.includes(sid));
  expect(added.map((sid) => sid.replace(/^.*[/]/u, "")).sort()).toEqual([
    "cross-account-jenkins-role FindNetworks",
    "lambda-sagemaker-role FindNetworks",
    "lambda-sagemaker-role PutInterfacesIntoVpc",
    "lambda-sagemaker-role UseInterfaces",
    "sagemaker-execution-role FindNetworks",
    "sagemaker-execution-role PutInterfacesIntoVpc",
    "sagemaker-execution-role ReleaseInterfaces",
    "sagemaker-execution-role RunStepsInNetwork",
    "sagemaker-execution-role UseInterfacesInVpc",
  ]);
  expect(ours.filter((sid) => !sids(stacks).includes(sid))).toEqual([]);
});

test("every statement that the keys add is missed by a row", async () => {
  const before = sids(without);
  const allowed = IN_NETWORK.map((row) => ask(stacks, { ...row, ...row.but }));
  const unnoticed: string[] = [];
  for (const policy of stacks.policies.filter(({ environment }) => environment === "prod")) {
    for (const lost of policy.statements) {
      if (before.includes(`${policy.subject} ${lost.Sid}`) || policy.kind !== "identity") continue;
      const less = (one: SynthesizedPolicy) =>
        one === policy ? one.statements.filter((statement) => statement !== lost) : one.statements;
      const answers = await Promise.all(allowed.map((request) => simulate(request, less)));
      if (!answers.includes("denied")) unnoticed.push(`${policy.subject} ${lost.Sid}`);
    }
  }
  expect(unnoticed).toEqual([]);
});
