import { isMissing, toProblem } from "../../deploy/aws/problems";
import { Problem } from "sagemaker-promotion-core/problem";

const CALL = {
  action: "sagemaker:CreatePipeline",
  resource: "mammo-train",
  principal: "arn:aws:iam::222222222222:role/cross-account-jenkins-role",
};

/** An error as the SDK throws it. */
function sdkError(name: string, status?: number, message = "as AWS says", extra: object = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status }, ...extra });
}

test.each([
  [sdkError("CredentialsProviderError"), "NoCredentials", "user"],
  [sdkError("ExpiredTokenException", 400), "ExpiredCredentials", "user"],
  [sdkError("ExpiredToken", 403), "ExpiredCredentials", "user"],
  [sdkError("InvalidClientTokenId", 403), "InvalidCredentials", "user"],
  [sdkError("SignatureDoesNotMatch", 403), "InvalidCredentials", "user"],
  [sdkError("RequestTimeTooSkewed", 403), "WrongClock", "environment"],
  [sdkError("RequestExpired", 400), "WrongClock", "environment"],
  [
    sdkError("SignatureDoesNotMatch", 403, "Signature expired: 1 is now earlier than 2"),
    "WrongClock",
    "environment",
  ],
  [
    sdkError("InvalidSignatureException", 400, "Signature not yet current: 2 is still later than 1"),
    "WrongClock",
    "environment",
  ],
  [sdkError("AccessDeniedException", 400), "AccessDenied", "environment"],
  // HEAD has no body, so S3 can only say the number.
  [sdkError("403", 403, ""), "AccessDenied", "environment"],
  [sdkError("ThrottlingException", 400), "Throttled", "environment"],
  [sdkError("SlowDown", 503), "Throttled", "environment"],
  [sdkError("TimeoutError"), "EndpointUnreachable", "environment"],
  [sdkError("Error", undefined, "connect", { code: "ECONNREFUSED" }), "EndpointUnreachable", "environment"],
  [sdkError("Error", undefined, "no such host", { code: "ENOTFOUND" }), "EndpointUnreachable", "environment"],
  [sdkError("NoSuchBucket", 404), "NoSuchBucket", "environment"],
  [sdkError("ConflictException", 400), "Conflict", "environment"],
  // The loser of two that create at once.
  [
    sdkError("ValidationException", 400, "Pipeline names must be unique within an AWS account and region."),
    "Conflict",
    "environment",
  ],
  [sdkError("ResourceInUse", 400, "it already exists"), "Conflict", "environment"],
  [sdkError("InternalFailure", 500), "ServiceFailed", "environment"],
  [sdkError("ValidationException", 400), "Refused", "environment"],
])("%s is told as %s", (error, code, blame) => {
  expect(toProblem(error, CALL)).toMatchObject({
    code,
    blame,
    where: `${CALL.action} on ${CALL.resource}, as ${CALL.principal}`,
    cause: error,
  });
});

test("a denial names who may not do what on what", () => {
  const { message, next } = toProblem(sdkError("AccessDeniedException", 400), CALL);
  expect(message).toContain(
    `${CALL.principal} may not do ${CALL.action} on ${CALL.resource}. AWS says: as AWS says`,
  );
  expect(next).toContain(CALL.action);
});

test("a role that may not be handed on is told as that, not as the call that hands it on", () => {
  const said =
    "User: arn:… is not authorized to perform: iam:PassRole on resource: arn:aws:iam::2:role/x because no";
  const { next } = toProblem(sdkError("AccessDeniedException", 400, said), CALL);
  expect(next).toMatch(/^Allow iam:PassRole on arn:aws:iam::2:role\/x /);
});

test.each([
  [sdkError("InternalFailure", 500), "sagemaker:CreatePipeline", true],
  [sdkError("TimeoutError"), "s3:PutObject", true],
  [sdkError("TimeoutError"), "sagemaker:RetryPipelineExecution", true],
  [sdkError("TimeoutError"), "sagemaker:DescribePipeline", false],
])("%s at %s: may it have been done? %s", (error, action, may) => {
  expect(toProblem(error, { ...CALL, action }).next.includes("may have been done")).toBe(may);
});

test.each([sdkError("InternalFailure", 500), sdkError("TimeoutError")])(
  "a start that nobody answered is looked for, not repeated: %s",
  (error) => {
    const { next } = toProblem(error, { ...CALL, action: "sagemaker:StartPipelineExecution" });
    expect(next).toContain(
      "It may have started all the same: see npm run deploy -- runs before you start another.",
    );
    expect(next).not.toContain("run the same command");
  },
);

test("a Problem stays what it is", () => {
  const problem = new Problem({ code: "Known", blame: "user", message: "known", next: "nothing" });
  expect(toProblem(problem, CALL)).toBe(problem);
});

test.each([
  [sdkError("ResourceNotFound", 400), true],
  [sdkError("NotFound", 404), true],
  [sdkError("NotFoundException", 404), true],
  [sdkError("ValidationException", 400, 'Could not find model "arn:…".'), true],
  [sdkError("ValidationException", 400, "1 validation error detected"), false],
  [sdkError("AccessDeniedException", 400), false],
])("%s: is the thing missing? %s", (error, missing) => {
  expect(isMissing(error)).toBe(missing);
});
