import type { Monitoring } from "../../../environments/environment";
import type { SynthesizedPolicies, SynthesizedPolicy, Key } from "../../../tools/iam/synthesized-policies";
import { regionalArn } from "../../../stacks/arns";
import { prod, prodAdministrator, prodDeploy } from "./cast";
import { ask, type Call } from "./denied/denied-call";
import { simulate } from "./simulator";
import { synthesized } from "./synthesized";

/** A key of the account that no stack of ours made. */
const foreign = (name: string, alias: string, tags: Key["tags"]) => ({
  name,
  aliasArn: regionalArn(prod, "kms", `alias/${alias}`),
  account: prod.account,
  tags,
});
const FOREIGN = [
  foreign("a key without tags", "of-others", {}),
  foreign("a key that is tagged as an alert key", "alerts-of-others", { purpose: "alerts" }),
];

/** The policy that KMS gives a key by default, and the console too: whoever of the account IAM lets. */
const delegatingToIam = ({ aliasArn, account }: Key): SynthesizedPolicy => ({
  owner: "encryption-key",
  kind: "resource",
  environment: "others",
  account,
  subject: aliasArn,
  statements: [
    {
      Sid: "EnableIAMUserPermissions",
      Effect: "Allow",
      Principal: { AWS: `arn:${prod.partition}:iam::${account}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});

/** What a key is seized, lost or handed on by, and the condition keys that a caller chooses. */
const TAKEOVERS: readonly [action: string, context?: Call["with"]][] = [
  ["kms:TagResource", { "aws:RequestTag/purpose": "alerts", "aws:TagKeys": ["purpose"] }],
  ["kms:UntagResource", { "aws:TagKeys": ["purpose"] }],
  ["kms:PutKeyPolicy"],
  ["kms:ScheduleKeyDeletion"],
  ["kms:DisableKey"],
  ["kms:CreateGrant", { "kms:GrantIsForAWSResource": "true" }],
  ["kms:CreateAlias"],
  ["kms:UpdateAlias"],
  ["kms:DeleteAlias"],
  ["kms:Decrypt"],
];

describe.each<Monitoring>(["processing", "model-monitor"])("with monitoring %s", (monitoring) => {
  let stacks: SynthesizedPolicies;
  beforeAll(async () => {
    const ours = await synthesized(monitoring);
    stacks = {
      ...ours,
      policies: [...ours.policies, ...FOREIGN.map(delegatingToIam)],
      keys: [...ours.keys, ...FOREIGN],
    };
  });

  const rows = FOREIGN.flatMap(({ name, aliasArn }) =>
    TAKEOVERS.map(([does, context]) => [does, name, { does, on: aliasArn, with: context }] as const),
  );
  test.each(rows)("the deploy role must not %s on %s, whose policy leaves it to IAM", async (...row) => {
    const ofKey = (who: Call["who"]) => ({ ...ask(stacks, { who, ...row[2] }), resource: idOf(row[2].on) });
    expect(await simulate(ofKey(prodDeploy))).toBe("denied");
    expect(await simulate(ofKey(prodAdministrator))).toBe("allowed");
  });
});

/** Decisions on an alias are made on its key as well. */
function idOf(aliasArn: string): string {
  return aliasArn.replace(/alias\/.*$/u, "key/1234abcd-12ab-34cd-56ef-1234567890ab");
}
