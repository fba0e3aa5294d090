import fc from "fast-check";
import { CANNOT_BE_TOLD, widening } from "../../../deploy/consequences/policy-widening";
import { evaluate } from "../../../stacks/iam/match";
import { policyDocument, type Statement } from "../../../stacks/iam/policy-document";

const READ: Statement = {
  Sid: "Read",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::data/*",
};
const TLS: Statement = {
  Sid: "Tls",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::data/*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const TRUST: Statement = {
  Sid: "Trust",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::222222222222:root" },
  Action: "sts:AssumeRole",
  Condition: { StringEquals: { "sts:ExternalId": ["one", "two"] } },
};

const WIDER: readonly (readonly [string, readonly Statement[], readonly Statement[], RegExp])[] = [
  [
    "another action",
    [READ],
    [{ ...READ, Action: ["s3:GetObject", "s3:PutObject"] }],
    /^allows s3:PutObject on/,
  ],
  ["an action's wildcard", [READ], [{ ...READ, Action: "s3:Get*" }], /^allows s3:Get\*/],
  ["another resource", [READ], [{ ...READ, Resource: "arn:aws:s3:::other/*" }], /on arn:aws:s3:::other/],
  ["a resource's wildcard", [READ], [{ ...READ, Resource: "*" }], /on \*$/],
  [
    "another principal",
    [TRUST],
    [{ ...TRUST, Principal: { AWS: "arn:aws:iam::333333333333:root" } }],
    /to arn:aws:iam::333333333333/,
  ],
  ["everybody", [TRUST], [{ ...TRUST, Principal: "*" }], /to \*/],
  ["a condition that is lost", [TRUST], [{ ...TRUST, Condition: {} }], /^allows sts:AssumeRole/],
  [
    "a value that is accepted more",
    [TRUST],
    [{ ...TRUST, Condition: { StringEquals: { "sts:ExternalId": ["one", "two", "three"] } } }],
    /^allows/,
  ],
  ["a denial that is lost", [READ, TLS], [READ], /^no longer denies s3:\*/],
  ["a denial of less", [TLS], [{ ...TLS, Action: "s3:GetObject" }], /^no longer denies s3:\*/],
];

test.each(WIDER)("%s widens", (_what, before, after, expected) => {
  expect(widening(policyDocument(before), policyDocument(after))[0]).toMatch(expected);
});

test.each<[string, readonly Statement[], readonly Statement[]]>([
  [
    "the same in another order and by other names",
    [READ, TLS],
    [
      { ...TLS, Sid: "A" },
      { ...READ, Sid: "B" },
    ],
  ],
  ["fewer actions", [{ ...READ, Action: "s3:*" }], [READ]],
  [
    "one statement as two",
    [{ ...READ, Action: ["s3:GetObject", "s3:PutObject"] }],
    [READ, { ...READ, Action: "s3:PutObject" }],
  ],
  ["a further condition", [READ], [{ ...READ, Condition: { Bool: { "aws:SecureTransport": "true" } } }]],
  [
    "fewer accepted values",
    [TRUST],
    [{ ...TRUST, Condition: { StringEquals: { "sts:ExternalId": "one" } } }],
  ],
  ["a denial of more", [{ ...TLS, Action: "s3:GetObject" }], [TLS]],
])("%s does not", (_what, before, after) => {
  expect(widening(policyDocument(before), policyDocument(after))).toEqual([]);
});

test("what cannot be compared counts as wider", () => {
  const policy = policyDocument([READ]);
  for (const other of [
    "(sensitive)",
    "(known after the apply)",
    "{",
    1,
    JSON.stringify({ Statement: [1] }),
  ]) {
    expect(widening(policy, other)).toEqual([CANNOT_BE_TOLD]);
    expect(widening(other, policy)).toEqual([CANNOT_BE_TOLD]);
  }
  const all = policy.replace('"Action"', '"NotAction"');
  expect(widening(policy, all)).toHaveLength(1);
  expect(widening(all, all)).toEqual([]);
});

test("no request that the later policy allows, and the earlier did not, goes unnoticed", () => {
  const actions = ["s3:GetObject", "s3:Get*", "s3:*", "s3:GetO?ject", "s3:PutObject"];
  const resources = ["arn:aws:s3:::a/b", "arn:aws:s3:::a/*", "arn:aws:s3:::?/b", "*"];
  const conditions: readonly Statement["Condition"][] = [
    undefined,
    { StringEquals: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/one"] } },
    { StringNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/one"] } },
    { ArnLike: { "aws:principalarn": ["arn:aws:iam::111111111111:role/*"] } },
    { Null: { "aws:PrincipalArn": "true" } },
  ];
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow" as const, "Deny" as const),
      Action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 2 }),
      Resource: fc.uniqueArray(fc.constantFrom(...resources), { minLength: 1, maxLength: 2 }),
      Condition: fc.constantFrom(...conditions),
    })
    .map(({ Condition, ...rest }): Statement => ({ Sid: "S", ...rest, ...(Condition && { Condition }) }));
  const policy = fc.array(statement, { maxLength: 3 });
  const request = fc.record({
    principal: fc.constantFrom("arn:aws:iam::111111111111:role/one", "arn:aws:iam::111111111111:role/two"),
    action: fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:GetObjectTagging", "s3:DeleteObject"),
    resource: fc.constantFrom("arn:aws:s3:::a/b", "arn:aws:s3:::a/c", "arn:aws:s3:::b/b"),
    context: fc.constant({}),
  });
  fc.assert(
    fc.property(
      policy,
      policy,
      fc.array(request, { minLength: 20, maxLength: 20 }),
      (before, after, requests) => {
        if (widening(policyDocument(before), policyDocument(after)).length > 0) return;
        for (const one of requests) {
          if (evaluate(after, one) === "allowed") expect(evaluate(before, one)).toBe("allowed");
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
