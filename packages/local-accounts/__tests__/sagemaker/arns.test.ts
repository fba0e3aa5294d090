import { keyArn } from "../../sagemaker/arns";

test("writes a key's ARN in its Region's partition", () => {
  expect(keyArn("alias/k", "eusc-de-east-1", "222222222222")).toBe(
    "arn:aws-eusc:kms:eusc-de-east-1:222222222222:alias/k",
  );
});
