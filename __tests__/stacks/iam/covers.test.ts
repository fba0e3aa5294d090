import { covers } from "../../../stacks/iam/match";
import type { AuthorizationRequest } from "../../../tools/iam/authorization-request";
import type { Statement } from "../../../stacks/iam/policy-document";
import { prodExecution } from "../../tools/iam/cast";

const request: AuthorizationRequest = {
  principal: prodExecution.principal,
  account: prodExecution.account,
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/a.b/file.csv",
  resourceAccount: prodExecution.account,
  context: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/one" },
  identity: undefined,
  resourcePolicy: undefined,
  expected: "allowed",
};

const statement = (change: Partial<Statement>): Statement => ({
  Sid: "Any",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "*",
  ...change,
});

test.each<[string, Partial<Statement>, boolean]>([
  ["an action by its name", { Action: ["s3:PutObject", "s3:GetObject"] }, true],
  ["an action by a wildcard", { Action: "s3:Get*" }, true],
  ["a key that the request has", { Condition: { Null: { "aws:PrincipalArn": "false" } } }, true],
  ["no request without a key", { Condition: { Null: { "s3:if-none-match": "false" } } }, false],
  ["no other action", { Action: "s3:GetObjectVersion" }, false],
  ["a resource by wildcards", { Resource: "arn:aws:s3:::bucket/?.b/*" }, true],
  ["a dot as a dot", { Resource: "arn:aws:s3:::bucket/a?b/f.le.csv" }, false],
  ["the account of its principal", { Principal: { AWS: "arn:aws:iam::222222222222:root" } }, true],
  ["no other account", { Principal: { AWS: "arn:aws:iam::111111111111:root" } }, false],
  ["no service for a role", { Principal: { Service: "sagemaker.amazonaws.com" } }, false],
  [
    "a condition, whatever its key's case",
    { Condition: { ArnEquals: { "AWS:PrincipalArn": "arn:*:role/one" } } },
    true,
  ],
  [
    "no value but those named",
    { Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:*:role/one" } } },
    false,
  ],
  ["no key that is absent", { Condition: { StringLike: { "s3:prefix": "*" } } }, false],
  [
    "no text but the one excluded",
    { Condition: { StringNotEquals: { "aws:principalarn": "arn:aws:iam::222222222222:role/one" } } },
    false,
  ],
  [
    "every text but the one excluded",
    { Condition: { StringNotEquals: { "aws:PrincipalArn": "arn:*:role/one" } } },
    true,
  ],
  ["the absence of a text, excluded", { Condition: { StringNotEquals: { "s3:prefix": "a" } } }, true],
  ["the absence of a key, negated", { Condition: { ArnNotEquals: { "aws:SourceArn": "arn:*" } } }, true],
])("a statement covers %s", (_, change, expected) => {
  expect(covers(statement(change), request)).toBe(expected);
});

test("an operator that is not known is an error, not a guess", () => {
  const condition = { NumericLessThan: { "s3:max-keys": "10" } };
  expect(() => covers(statement({ Condition: condition }), request)).toThrow("which is not known here");
});
