import { validate, type Json, type JsonObject } from "../../../pipeline-defs/sagemaker";
import { condition, definition, fail, found, lambda, processing, using } from "./definitions";

const image = (region: string, account = "111122223333") =>
  `${account}.dkr.ecr.${region}.amazonaws.com/repository:1`;
const running = (name: string, ImageUri: Json, more: JsonObject = {}) =>
  processing(name, {}, { AppSpecification: { ImageUri }, ...more });
const KEY = "arn:aws:kms:eu-west-1:111122223333:alias/key";
const encrypted = { ProcessingOutputConfig: { KmsKeyId: KEY, Outputs: [{ OutputName: "o" }] } };

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

  test("by a parameter's default", () => {
    const parameters = [{ Name: "I", Type: "String", DefaultValue: image("us-east-1") }];
    expect(found(definition([running("A", { Get: "Parameters.I" }, encrypted)], parameters))).toEqual([
      "ImageOfOtherRegion A /Steps/0/Arguments/AppSpecification/ImageUri",
    ]);
  });
});

describe("secrets", () => {
  // Put together here, so that no scanner takes this file for a leak.
  const secrets: Readonly<Record<string, string>> = {
    AWS_ID: ["AKIA", "ABCDEFGHIJKLMNOP"].join(""),
    DB_PASSWORD: "correct horse",
    dbPassword: "123456",
    API_KEY: "abc123def",
    SETTINGS: ["ghp", "0123456789abcdefghijABCDEFGHIJ012345"].join("_"),
    HUB: ["hf", "abcdefghijklmnopqrstuvwxyzABCDEFGH"].join("_"),
    DATABASE: "postgres://user:pw@host/db",
    PEM: ["-----BEGIN RSA", "PRIVATE KEY-----\nMII"].join(" "),
    JWT: ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2ln"].join("."),
    BLOB: "q8Zt3LmX0vRk7WnY5bJc2HsDf9GpQa4eTuNiVx",
  };
  test.each(Object.keys(secrets))("%s is seen, and its value is not repeated", (name) => {
    const value = secrets[name] ?? "";
    const findings = validate(definition([processing("P", {}, { Environment: { [name]: value } })]));
    expect(findings.map(({ code, severity, step, pointer }) => [code, severity, step, pointer])).toEqual([
      ["PlaintextSecret", "error", "P", `/Steps/0/Arguments/Environment/${name}`],
    ]);
    expect(JSON.stringify(findings)).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  const harmless: Readonly<Record<string, string>> = {
    SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:db",
    TOKEN_FILE: "/opt/ml/processing/input/tokens.txt",
    MAX_TOKENS: "4096",
    TOKENIZER: "bert-base-uncased",
    USE_TOKEN: "true",
    MODEL: "s3://bucket/4781c9a25ed10e34cff2f7ab3ebd3eefa6b7fca490b5bbd46ff57b026196ba08/code.py",
    DIGEST: "4781c9a25ed10e34cff2f7ab3ebd3eefa6b7fca490b5bbd46ff57b026196ba08",
    PROGRAM: "the-quick-brown-fox-jumps-over-the-lazy-dog.py",
    FORMAT: '{"csv": {"header": true, "output_columns_position": "START"}}',
    AUTHOR: "Ada",
    pad_token: "<|endoftext|>",
    eos_token: "</s>",
    TOKEN: "{{resolve:secretsmanager:db}}",
    secret: "ssm:/app/secret",
    PASSWORD: "",
  };
  test.each(Object.keys(harmless))("%s is none", (name) => {
    const Environment = { [name]: harmless[name] ?? "" };
    expect(found(definition([processing("P", {}, { Environment })]))).toEqual([]);
  });

  test("are seen in hyperparameters, inputs of functions, containers and defaults, too", () => {
    const steps: JsonObject[] = [
      processing("P", {}, { Environment: { X: { Get: "Parameters.Token" } } }),
      lambda("L", { Arguments: { password: "hunter22" } }),
      {
        Name: "M",
        Type: "Model",
        Arguments: { Containers: [{ Environment: { password: "hunter22" } }] },
      },
      {
        Name: "T",
        Type: "Training",
        Arguments: {
          OutputDataConfig: { S3OutputPath: "s3://b/m" },
          RoleArn: "arn:aws:iam::111122223333:role/r",
          HyperParameters: { secret: "hunter22" },
        },
      },
    ];
    const parameters = [{ Name: "Token", Type: "String", DefaultValue: secrets.SETTINGS ?? "" }];
    expect(found(definition(steps, parameters))).toEqual([
      "PlaintextSecret P /Parameters/0/DefaultValue",
      "PlaintextSecret L /Steps/1/Arguments/password",
      "PlaintextSecret M /Steps/2/Arguments/Containers/0/Environment/password",
      "PlaintextSecret T /Steps/3/Arguments/HyperParameters/secret",
    ]);
  });
});

describe("outputs of a cached step", () => {
  const run = { Get: "Execution.PipelineExecutionId" };
  const join = (...Values: Json[]) => ({ "Std:Join": { On: "/", Values } });
  const writing = (S3Uri: Json, cache: Json = { Enabled: true }) =>
    processing(
      "A",
      { CacheConfig: cache },
      {
        ProcessingOutputConfig: {
          Outputs: [{ OutputName: "o", S3Output: { S3Uri, LocalPath: "/o", S3UploadMode: "EndOfJob" } }],
        },
      },
    );
  const reading = (S3Uri: Json) =>
    processing(
      "B",
      {},
      { ProcessingInputs: [{ InputName: "i", S3Input: { S3Uri, S3DataType: "S3Prefix" } }] },
    );
  const at = "/Steps/1/Arguments/ProcessingInputs/0/S3Input/S3Uri";
  const cases: readonly [rule: string, steps: readonly JsonObject[], findings: readonly string[]][] = [
    ["read by hand", [writing(join("s3:/", "b", run)), reading(join("s3:/", "b", run))], [`error ${at}`]],
    [
      "read below",
      [writing(join("s3:/", "b", run)), reading(join("s3:/", "b", run, "x.csv"))],
      [`error ${at}`],
    ],
    [
      "said in other pieces",
      [writing(join("s3://b", run)), reading({ "Std:Join": { On: "", Values: ["s3://b/", run, "/x"] } })],
      [`error ${at}`],
    ],
    ["read by a fixed address", [writing("s3://b/o"), reading("s3://b/o/x.csv")], [`warning ${at}`]],
    ["beside which something else lies", [writing("s3://b/o"), reading("s3://b/other")], []],
    ["that is not cached", [writing("s3://b/o", { Enabled: false }), reading("s3://b/o")], []],
    [
      "read by property",
      [
        writing(join("s3:/", "b", run)),
        reading({ Get: "Steps.A.ProcessingOutputConfig.Outputs['o'].S3Output.S3Uri" }),
      ],
      [],
    ],
  ];

  test.each(cases)("%s", (_rule, steps, findings) => {
    const all = validate(definition(steps));
    expect(all.map(({ code, severity, pointer }) => [code, `${severity} ${pointer}`])).toEqual(
      findings.map((line) => ["CachedOutputByHand", line]),
    );
  });
});

describe("a fail message", () => {
  const message = (Values: Json[], parameters: Json = []) =>
    validate(definition([lambda("L"), fail("F", { "Std:Join": { On: " ", Values } })], parameters))
      .filter(({ code }) => code === "MessageTooLong")
      .map(({ message: text }) => /\d+/.exec(text)?.[0]);
  const answer = { Get: "Steps.L.OutputParameters['answer']" };

  test("that quotes a function's whole answer has no room for more", () => {
    expect(message([answer])).toEqual([]);
    expect(message(["because", answer])).toEqual(["1032"]);
  });
  test("that quotes a parameter is as long as that may be", () => {
    const quoted = [{ Get: "Parameters.P" }, "!"];
    expect(message(quoted, [{ Name: "P", Type: "String" }])).toEqual(["1026"]);
    expect(message(quoted, [{ Name: "P", Type: "String", EnumValues: ["a", "bb"] }])).toEqual([]);
    expect(message(quoted, [{ Name: "P", Type: "Float" }])).toEqual([]);
  });
});

describe("limits", () => {
  const parameters = Array.from({ length: 201 }, (_, n) => ({ Name: `P${n}`, Type: "String" }));
  test("201 parameters", () => {
    const steps = [using("S", ...parameters.slice(0, 90).map(({ Name }) => `Parameters.${Name}`))];
    expect(validate(definition(steps, parameters))[0]).toMatchObject({
      code: "TooManyParameters",
      severity: "error",
    });
    expect(found(definition(steps, parameters.slice(0, 90)))).toEqual([]);
  });
  test("51 steps", () => {
    const steps = Array.from({ length: 51 }, (_, n) => fail(`F${n}`));
    expect(validate(definition(steps))).toMatchObject([{ code: "TooManySteps", severity: "warning" }]);
    expect(found(definition(steps.slice(1)))).toEqual([]);
  });
  test("a setting for the cache where there is none", () => {
    expect(found(definition([fail("F", "", { CacheConfig: { Enabled: true } })]))).toEqual([
      "NotCached F /Steps/0/CacheConfig",
    ]);
  });
});
