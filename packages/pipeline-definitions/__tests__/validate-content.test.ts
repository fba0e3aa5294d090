import { validate, type Json, type JsonObject } from "..";
import { hasLocalStorage } from "../service-model";
import { condition, definition, fail, found, processing } from "./definitions";

const image = (region: string, account = "111122223333") =>
  `${account}.dkr.ecr.${region}.amazonaws.com/repository:1`;
const running = (name: string, ImageUri: Json, more: JsonObject = {}) =>
  processing(name, {}, { AppSpecification: { ImageUri }, ...more });
const KEY = "arn:aws:kms:eu-west-1:111122223333:alias/key";
const encrypted = { ProcessingOutputConfig: { KmsKeyId: KEY, Outputs: [{ OutputName: "o" }] } };

describe("keys of volumes", () => {
  const on = (InstanceType: Json, VolumeKmsKeyId: Json) =>
    processing(
      "P",
      {},
      {
        ProcessingResources: {
          ClusterConfig: { InstanceCount: 1, InstanceType, VolumeSizeInGB: 20, VolumeKmsKeyId },
        },
      },
    );
  const BY_ID = "arn:aws:kms:eu-west-1:111122223333:key/6f4c0e4e-4a1b-4a3e-9a57-2f6d5a1f0c11";
  const AT = "P /Steps/0/Arguments/ProcessingResources/ClusterConfig/VolumeKmsKeyId";
  const PARAMETER = { Get: "Parameters.Type" };
  test.each<[string, Json, Json, readonly string[]]>([
    ["a key's ARN", "ml.m5.large", BY_ID, []],
    ["an alias's ARN", "ml.m5.large", KEY, [`VolumeKeyIsAlias ${AT}`]],
    ["an alias", "ml.m5.large", "alias/key", [`VolumeKeyIsAlias ${AT}`]],
    ["local storage", "ml.g5.xlarge", BY_ID, [`VolumeKeyWithLocalStorage ${AT}`]],
    ["local storage by a parameter's default", PARAMETER, BY_ID, [`VolumeKeyWithLocalStorage ${AT}`]],
    ["local storage without a key", "ml.g5.xlarge", null, []],
  ])("%s", (_case, type, key, findings) => {
    const parameters =
      type === PARAMETER ? [{ Name: "Type", Type: "String", DefaultValue: "ml.g4dn.xlarge" }] : [];
    expect(found(definition([on(type, key)], parameters))).toEqual(findings);
  });

  test.each([
    ["ml.m5.xlarge", false],
    ["ml.c5n.2xlarge", false],
    ["ml.c7i-flex.large", false],
    ["ml.inf2.xlarge", false],
    ["ml.p3.2xlarge", false],
    ["ml.p3dn.24xlarge", true],
    ["ml.p4de.24xlarge", true],
    ["ml.r6gd.large", true],
    ["ml.g6e.xlarge", true],
    ["ml.trn1n.32xlarge", true],
    ["ml.p6-b200.48xlarge", true],
  ])("%s has local storage: %s", (type, has) => {
    expect(hasLocalStorage(type)).toBe(has);
  });
});

describe("images", () => {
  const cases: readonly [rule: string, steps: readonly JsonObject[], findings: readonly string[]][] = [
    ["of one Region", [running("A", image("eu-west-1")), running("B", image("eu-west-1"))], []],
    [
      "of two Regions",
      [running("A", image("eu-west-1")), running("B", image("us-east-1")), running("C", image("eu-west-1"))],
      ["ImageOfOtherRegion B /Steps/1/Arguments/AppSpecification/ImageUri"],
    ],
    [
      "of another Region than the key",
      [running("A", image("us-east-1"), encrypted)],
      ["ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri"],
    ],
    [
      "from one of Amazon's registries in a Region that it does not serve",
      [running("A", image("eu-west-1", "683313688378"))],
      ["ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri"],
    ],
    ["from one of Amazon's registries in its Region", [running("A", image("us-east-1", "683313688378"))], []],
    [
      "in a branch, said once",
      [condition("C", [running("A", image("us-east-1"), encrypted)])],
      ["ImageOfOtherRegion A /Steps/0/Arguments/IfSteps/0/Arguments/AppSpecification/ImageUri"],
    ],
    [
      "of a model",
      [
        running("A", image("eu-west-1"), encrypted),
        {
          Name: "M",
          Type: "Model",
          Arguments: { PrimaryContainer: { Image: image("us-west-2") } },
        },
      ],
      ["ImageOfOtherRegion M /Steps/1/Arguments/PrimaryContainer/Image"],
    ],
  ];

  test.each(cases)("%s", (_rule, steps, findings) => {
    expect(found(definition(steps))).toEqual(findings);
  });

  test("are held to the Region that the caller names", () => {
    const codes = (region: string) =>
      validate(definition([running("A", image("eu-west-1"))]), { region }).map(({ code }) => code);
    expect(codes("eu-west-1")).toEqual([]);
    expect(codes("us-east-1")).toEqual(["ImageOfOtherRegion"]);
  });

  test.each<[where: string, step: JsonObject, pointer: string]>([
    [
      "a debugger's rule",
      {
        Name: "T",
        Type: "Training",
        Arguments: {
          OutputDataConfig: { S3OutputPath: "s3://b/m", KmsKeyId: KEY },
          RoleArn: "arn:aws:iam::111122223333:role/r",
          DebugRuleConfigurations: [
            { RuleConfigurationName: "r", RuleEvaluatorImage: image("us-east-1", "503895931360") },
          ],
        },
      },
      "/Steps/0/Arguments/DebugRuleConfigurations/0/RuleEvaluatorImage",
    ],
    [
      "a Spark application",
      {
        Name: "E",
        Type: "EMRServerless",
        Arguments: {
          ExecutionRoleArn: "arn:aws:iam::111122223333:role/r",
          ApplicationConfig: {
            releaseLabel: "emr-7.0.0",
            type: "SPARK",
            imageConfiguration: { imageUri: image("us-east-1") },
            diskEncryptionConfiguration: { encryptionKeyArn: KEY.replace("alias/key", "key/1") },
          },
          JobConfig: {
            executionRoleArn: "arn:aws:iam::111122223333:role/r",
            jobDriver: { sparkSubmit: { entryPoint: "s3://b/x.py" } },
          },
        },
      },
      "/Steps/0/Arguments/ApplicationConfig/imageConfiguration/imageUri",
    ],
  ])("of %s", (_where, step, pointer) => {
    const all = found(definition([step])).filter((line) => line.startsWith("ImageOfOtherRegion"));
    expect(all).toEqual([expect.stringMatching(`^ImageOfOtherRegion [TE] ${pointer}$`)]);
  });

  test("in pieces that are joined", () => {
    const joined = {
      "Std:Join": { On: ".", Values: ["111122223333", "dkr.ecr.us-east-1.amazonaws.com/r:1"] },
    };
    expect(found(definition([running("A", joined, encrypted)]))).toEqual([
      "ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri",
    ]);
  });

  test("by any of a parameter's values", () => {
    const parameters = [{ Name: "I", Type: "String", EnumValues: [image("eu-west-1"), image("us-east-1")] }];
    expect(found(definition([running("A", { Get: "Parameters.I" }, encrypted)], parameters))).toEqual([
      "ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri",
    ]);
  });

  test("by a parameter's default", () => {
    const parameters = [{ Name: "I", Type: "String", DefaultValue: image("us-east-1") }];
    expect(found(definition([running("A", { Get: "Parameters.I" }, encrypted)], parameters))).toEqual([
      "ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri",
    ]);
  });
});

describe("limits", () => {
  const parameters = (count: number, name = "P") =>
    Array.from({ length: count }, (_, n) => ({ Name: `${name}${n}`, Type: "String" }));
  const named = (length: number) => [{ Name: "p".repeat(length), Type: "String" }];
  const steps = (count: number) => Array.from({ length: count }, (_, n) => fail(`F${n}`));
  // What else stands in a definition of this form, in canonical JSON.
  const rest = JSON.stringify(definition([fail("F", "", { Description: "" })])).length;
  const text = (length: number) => definition([fail("F", "", { Description: "a".repeat(length) })]);

  // The figures are the service model's, botocore 1.43.106; 50 steps are an account's to change.
  test.each<[what: string, code: string, within: Json, beyond: Json]>([
    ["1,048,576 characters", "DefinitionTooLarge", text(1_048_576 - rest), text(1_048_577 - rest)],
    ["200 parameters", "TooManyParameters", definition([], parameters(200)), definition([], parameters(201))],
    ["50 steps", "TooManySteps", definition(steps(50)), definition(steps(51))],
    [
      "50 steps, in branches too",
      "TooManySteps",
      definition([condition("C", steps(49))]),
      definition([condition("C", steps(50))]),
    ],
    [
      "64 characters of a step's name",
      "IllegalStepName",
      definition([fail("a".repeat(64))]),
      definition([fail("a".repeat(65))]),
    ],
    [
      "256 characters of a parameter's name",
      "IllegalParameterName",
      definition([], named(256)),
      definition([], named(257)),
    ],
    [
      "256 characters of a step's name for people",
      "TextTooLong",
      definition([fail("F", "", { DisplayName: "a".repeat(256) })]),
      definition([fail("F", "", { DisplayName: "a".repeat(257) })]),
    ],
    ["3,072 characters of a description", "TextTooLong", text(3072), text(3073)],
  ])("%s", (_what, code, within, beyond) => {
    const has = (json: Json) => validate(json).some((finding) => finding.code === code);
    expect([has(within), has(beyond)]).toEqual([false, true]);
  });

  test("of steps are a warning, for the account's quota decides", () => {
    expect(validate(definition(steps(51)))).toMatchObject([{ code: "TooManySteps", severity: "warning" }]);
  });

  test("a setting for the cache where there is none", () => {
    expect(found(definition([fail("F", "", { CacheConfig: { Enabled: true } })]))).toEqual([
      "NotCached F /Steps/0/CacheConfig",
    ]);
  });
});
