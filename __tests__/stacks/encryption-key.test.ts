import { blog, example, policyOf, workloadAccount, type Case } from "./fixture";
import { statementsOf } from "../support/template";

const prod = workloadAccount(example());

describe("the encryption key", () => {
  const statements = (of: Case) =>
    statementsOf(workloadAccount(of).resource("aws_kms_key", "encryption-key")["policy"]);

  test("of dev lets the registry register versions, and prod's execution role read them", () => {
    const across = statements(example("dev")).filter(
      ({ Principal }) =>
        JSON.stringify(Principal) !== JSON.stringify({ AWS: "arn:aws:iam::111111111111:root" }),
    );
    expect(across).toEqual([
      {
        Sid: "VersionsRegistered",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::333333333333:root" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
      },
      {
        Sid: "VersionsReadBy222222222222",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:root" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: {
          ArnEquals: {
            "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role"],
          },
        },
      },
    ]);
  });

  test("of prod lets in the registry and nobody else", () => {
    expect(
      statements(example()).filter(({ Principal }) => !JSON.stringify(Principal).includes("222222222222")),
    ).toMatchObject([{ Sid: "VersionsRegistered" }]);
  });

  test("is not administered by the role that deploys", () => {
    expect(statements(example()).find(({ Sid }) => Sid === "AdministeredByAccount")?.Condition).toEqual({
      ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/cross-account-jenkins-role" },
    });
  });

  test("rotates, and encrypts the data bucket", () => {
    expect(prod.resource("aws_kms_key", "encryption-key")).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
    });
    expect(prod.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toMatchObject([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\.encryption-key/) as string,
        },
      },
    ]);
  });

  test("that is there already, named by its id, is used and not created", () => {
    const stack = workloadAccount(blog());
    const key = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    expect(() => stack.resource("aws_kms_key", "encryption-key")).toThrow("found none");
    expect(JSON.stringify(stack.resource("aws_s3_bucket_server_side_encryption_configuration"))).toContain(
      key,
    );
    expect(policyOf(stack, "execution-role").find(({ Sid }) => Sid === "UseOwnKey")).toMatchObject({
      Resource: key,
    });
  });
});
