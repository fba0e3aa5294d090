import fc from "fast-check";
import type { Statement } from "../../../stacks/iam/policy-document";
import { evaluate, type AccessRequest } from "../../../stacks/iam/match";

const ROLE = "arn:aws:iam::111111111111:role/service-role/x";
const request = (overrides: Partial<AccessRequest> = {}): AccessRequest => ({
  principal: ROLE,
  action: "s3:GetObject",
  resource: "arn:aws:s3:::b/m/x",
  context: {},
  ...overrides,
});
const allow = (overrides: Partial<Statement> = {}): Statement => ({
  Sid: "S",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::b/m/*",
  ...overrides,
});

describe("a statement speaks of a request", () => {
  const alias = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/a" } };
  const among = { "ForAllValues:StringEquals": { subnets: ["a", "b"] } };
  const given = { Null: { status: "false" } };
  const unapproved = { StringNotEquals: { status: "Approved" } };
  test.each<[string, Partial<Statement>, Partial<AccessRequest>, boolean]>([
    ["that it matches", {}, {}, true],
    ["of values that are all accepted", { Condition: among }, { context: { subnets: ["b"] } }, true],
    ["of a value more", { Condition: among }, { context: { subnets: ["b", "c"] } }, false],
    ["without any value, all of which are accepted", { Condition: among }, {}, true],
    ["of another action", {}, { action: "s3:PutObject" }, false],
    ["of an action that begins the same", {}, { action: "s3:GetObjectAcl" }, false],
    ["of another resource", {}, { resource: "arn:aws:s3:::b/n/x" }, false],
    ["of a resource that ends the same", {}, { resource: "x/arn:aws:s3:::b/m/x" }, false],
    ["about all, when it is about all", {}, { resource: "arn:aws:s3:::b/m/*" }, true],
    [
      "about all, when it is about one",
      { Resource: "arn:aws:s3:::b/m/x" },
      { resource: "arn:aws:s3:::b/m/*" },
      false,
    ],
    ["with a character for ?", { Resource: "arn:aws:s3:::b/m/?" }, {}, true],
    [
      "with two characters for ?",
      { Resource: "arn:aws:s3:::b/m/?" },
      { resource: "arn:aws:s3:::b/m/xy" },
      false,
    ],
    [
      "with a dot where it has one",
      { Resource: "arn:aws:s3:::b.c/*" },
      { resource: "arn:aws:s3:::b-c/x" },
      false,
    ],
    ["of the account that it names", { Principal: { AWS: "arn:aws:iam::111111111111:root" } }, {}, true],
    ["of another account", { Principal: { AWS: "arn:aws:iam::222222222222:root" } }, {}, false],
    ["of the role that it names", { Principal: { AWS: [ROLE] } }, {}, true],
    ["of another role of the account", { Principal: { AWS: [`${ROLE}y`] } }, {}, false],
    [
      "of a service",
      { Principal: { Service: "events.amazonaws.com" } },
      { principal: "events.amazonaws.com" },
      true,
    ],
    ["of a role, when it names a service", { Principal: { Service: "events.amazonaws.com" } }, {}, false],
    ["of anybody", { Principal: "*" }, {}, true],
    ["of one role alone", { Condition: { ArnEquals: { "aws:PrincipalArn": ROLE } } }, {}, true],
    ["of all but one role", { Condition: { ArnNotEquals: { "aws:PrincipalArn": [ROLE] } } }, {}, false],
    ["without TLS", { Condition: { Bool: { "aws:SecureTransport": "false" } } }, {}, false],
    [
      "whose key has an alias",
      { Condition: alias },
      { context: { "kms:ResourceAliases": ["alias/b", "alias/a"] } },
      true,
    ],
    ["whose key has none", { Condition: alias }, {}, false],
    [
      "with a prefix",
      { Condition: { StringLike: { "s3:prefix": ["m", "m/*"] } } },
      { context: { "s3:prefix": "m/x" } },
      true,
    ],
    ["with a value but one", { Condition: unapproved }, { context: { status: "Pending" } }, true],
    ["with that one", { Condition: unapproved }, { context: { status: "Approved" } }, false],
    ["with no value at all", { Condition: unapproved }, {}, true],
    ["with a value of any kind", { Condition: given }, { context: { status: "Any" } }, true],
    ["that must have a value and has none", { Condition: given }, {}, false],
    [
      "with part of its conditions",
      { Condition: { StringEquals: { a: "1", b: "2" } } },
      { context: { a: "1" } },
      false,
    ],
  ])("%s", (_, statement, asked, spoken) => {
    expect(evaluate([allow(statement)], request(asked))).toBe(spoken ? "allowed" : "implicitDeny");
  });

  test("with an operator that is not known here, never silently", () => {
    const strange = allow({ Condition: { DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } });
    expect(() => evaluate([strange], request())).toThrow("DateGreaterThan");
  });
});

describe("a policy", () => {
  const statement = fc.record({
    Sid: fc.constant("S"),
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Action: fc.constantFrom("s3:GetObject", "s3:*", "s3:PutObject", ["s3:PutObject", "s3:GetObject"]),
    Resource: fc.constantFrom("*", "arn:aws:s3:::b/m/*", "arn:aws:s3:::b/n/*"),
  });

  test("forbids what one statement denies, however many allow it", () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        const denies = statements.some(
          ({ Effect, ...rest }) => Effect === "Deny" && evaluate([allow(rest)], request()) === "allowed",
        );
        expect(evaluate(statements, request()) === "explicitDeny").toBe(denies);
      }),
    );
  });

  test("says the same in any order", () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(evaluate([...statements].reverse(), request())).toBe(evaluate(statements, request()));
      }),
    );
  });
});
