import type { AuthorizationRequest } from "../../ports";
import { serviceQuotas } from "../../gateway/service-quotas";

const caller = { account: "111111111111", arn: "arn:aws:iam::111111111111:root" };

function call(operation: string, input: object, allowed = true) {
  const asked: AuthorizationRequest[] = [];
  const authorize = (request: AuthorizationRequest) => {
    asked.push(request);
    return Promise.resolve({ allowed });
  };
  const service = serviceQuotas({ authorize });
  const answer = service.handle({ operation, input: { ...input }, caller, region: "eu-west-1" });
  return { asked, answer };
}

const namesOf = (body: Readonly<Record<string, unknown>>) =>
  (body.Quotas as { readonly QuotaName: string }[]).map(({ QuotaName }) => QuotaName);

test("every job has a default, of which an account has some for itself, each with a code of its own", async () => {
  const sagemaker = { ServiceCode: "sagemaker" };
  const own = (await call("ListServiceQuotas", sagemaker).answer).body;
  const defaults = (await call("ListAWSDefaultServiceQuotas", sagemaker).answer).body;
  expect(namesOf(own)).toContain("ml.m5.xlarge for processing job usage");
  expect(namesOf(own)).not.toContain("ml.m5.xlarge for transform job usage");
  expect(namesOf(defaults)).toEqual(expect.arrayContaining(namesOf(own)));
  expect(namesOf(defaults)).toContain("ml.m5.xlarge for transform job usage");
  const codes = (defaults.Quotas as { readonly QuotaCode: string }[]).map(({ QuotaCode }) => QuotaCode);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => /^L-[0-9A-F]{8}$/.test(code))).toBe(true);
});

test("pages lead from one to the next, and end", async () => {
  const names: string[] = [];
  let NextToken: unknown;
  let pages = 0;
  do {
    const input = { ServiceCode: "sagemaker", MaxResults: 7, ...(NextToken !== undefined && { NextToken }) };
    const { body } = await call("ListServiceQuotas", input).answer;
    names.push(...namesOf(body));
    NextToken = body.NextToken;
    pages += 1;
  } while (NextToken !== undefined);
  expect(pages).toBe(Math.ceil(names.length / 7));
  expect(new Set(names).size).toBe(names.length);
});

test("who may not is told so, and asked for by the action's name", async () => {
  const { asked, answer } = call("ListServiceQuotas", { ServiceCode: "sagemaker" }, false);
  expect(await answer).toMatchObject({ status: 400, body: { __type: "AccessDeniedException" } });
  expect(asked).toEqual([
    { caller, action: "servicequotas:ListServiceQuotas", resource: "*", region: "eu-west-1" },
  ]);
});

test.each([
  ["RequestServiceQuotaIncrease", { ServiceCode: "sagemaker" }, "UnknownOperationException"],
  ["constructor", { ServiceCode: "sagemaker" }, "UnknownOperationException"],
  ["ListServiceQuotas", { ServiceCode: "ec2" }, "NoSuchResourceException"],
])("%s of %j is refused", async (operation, input, type) => {
  expect(await call(operation, input).answer).toMatchObject({ status: 400, body: { __type: type } });
});
