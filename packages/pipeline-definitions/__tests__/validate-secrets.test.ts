import { validate, type JsonObject } from "..";
import { definition, fail, found, lambda, processing, using } from "./definitions";

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
    DB_PASSWORD_PROD: "abc",
    DbPass1: "abc",
    ACCESS_TOKEN_2: "abcdefghijkl",
    AUTHORIZATION: ["Bearer", "abcdefghijklmnopqrst"].join(" "),
    CONNECTION: "Server=db;User Id=app;Password=abc;",
    ALERTS: ["https://hooks.slack.com", "services", "T0AAAAAAA", "B0AAAAAAA", "abcdefghijkl"].join("/"),
    PEM: ["-----BEGIN RSA", "PRIVATE KEY-----\nMII"].join(" "),
    JWT: ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2ln"].join("."),
    BLOB: "q8Zt3LmX0vRk7WnY5bJc2HsDf9GpQa4eTuNiVx",
    PAYMENTS: ["sk", "live", "0123456789abcdefABCDEF01"].join("_"),
    MODELS: ["sk", "ant", "api03", "0123456789abcdefABCDEF01"].join("-"),
    PGPASSWORD: "hunter22",
    DBPASSWORD: "hunter22",
    DB_PASSWORD_MAIN: "hunter22",
    passwordDb: "hunter22",
    MysqlPasswd: "hunter22",
    KEY_PASSPHRASE_FOR_SIGNING: "hunter22",
    DB_PWD_MAIN: "hunter22",
    OPENAI_KEY: "abcdefgh12345",
    wandbKey: "0123456789abcdef0123",
    CLIENT_SECRET: "wJalrXUtnFEMI/K7MDENG/bPxRfiCY",
    APP_SECRET: "hunter22",
    COMPLETIONS: ["sk", "0123456789abcdefghijABCDEFGHIJ0123456789"].join("-"),
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
    PASSWORD_MIN_LENGTH: "8",
    COMPASS: "north",
    CONNECTION: "Server=db;Integrated Security=true;",
    HEADER: "Bearer",
    PROJECT: "sk-learn-training-pipeline-v2",
    FOLDER: "s3://bucket/sk_learn_training_pipeline",
    PASSWORD_FIELD: "pw",
    PASSWORD_COLUMN_NAME: "pw",
    DB_PASSWORD_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:db",
    DB_PASSWORD_FILE: "password.txt",
    DB_PASSWORD_SECRET_NAME: "main-database",
    PASSWORD_PATH: "app/db",
    PASSWORDLESS_LOGIN: "always",
    USE_PASSWORD: "1",
    DB_SECRET: "prod/db/main",
    AppSecret: "Prod/Orders-Db",
    DB_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:db",
    KMS_KEY: "1234abcd-12ab-34cd-56ef-1234567890ab",
    SORT_KEY: "customer2created2024",
    TARGET_KEY: "customer_id_2023",
    OPENAI_KEY: "from-secrets-manager",
    OBJECT_KEY: "0123456789abcdef0123",
    // The Python SDK 3 writes it for functions that are steps.
    REMOTE_FUNCTION_SECRET_KEY: "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfjejjJnf\n",
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
    const parameters: readonly JsonObject[] = [
      { Name: "Token", Type: "String", DefaultValue: secrets.SETTINGS ?? "" },
    ];
    expect(found(definition(steps, parameters))).toEqual([
      "PlaintextSecret - /Parameters/0/DefaultValue",
      "PlaintextSecret L /Steps/1/Arguments/password",
      "PlaintextSecret M /Steps/2/Arguments/Containers/0/Environment/password",
      "PlaintextSecret T /Steps/3/Arguments/HyperParameters/secret",
    ]);
  });

  test("are seen in pieces that are joined", () => {
    const run = { Get: "Execution.PipelineExecutionId" };
    const Environment = {
      DATABASE: { "Std:Join": { On: "", Values: ["postgres://user:", "pw@host/", run] } },
      DB_PASSWORD: { "Std:Join": { On: "", Values: ["hunter", "22"] } },
      FOLDER: { "Std:Join": { On: "/", Values: ["s3://bucket", run] } },
      ACCESS_TOKEN: { "Std:Join": { On: "", Values: [{ Get: "Steps.P.ProcessingJobArn" }] } },
    };
    expect(found(definition([processing("P"), processing("Q", {}, { Environment })]))).toEqual([
      "PlaintextSecret Q /Steps/1/Arguments/Environment/DATABASE",
      "PlaintextSecret Q /Steps/1/Arguments/Environment/DB_PASSWORD",
    ]);
  });

  test("are seen in defaults and values of parameters, by the parameter's own name, too", () => {
    const steps = [using("S", "Parameters.DbPassword", "Parameters.Any", "Parameters.Api_Key")];
    const parameters: readonly JsonObject[] = [
      { Name: "DbPassword", Type: "String", DefaultValue: "hunter22" },
      { Name: "Any", Type: "String", EnumValues: ["none", secrets.SETTINGS ?? ""] },
      { Name: "Api_Key", Type: "String" },
    ];
    expect(found(definition(steps, parameters))).toEqual([
      "PlaintextSecret - /Parameters/0/DefaultValue",
      "PlaintextSecret - /Parameters/1/EnumValues/1",
    ]);
  });

  test("are seen wherever a text stands, where their form tells them", () => {
    const steps: JsonObject[] = [
      processing(
        "P",
        { Description: secrets.SETTINGS ?? "" },
        { AppSpecification: { ImageUri: "i", ContainerArguments: ["--token", secrets.HUB ?? ""] } },
      ),
      fail("F", { "Std:Join": { On: " ", Values: ["use", secrets.AWS_ID ?? ""] } }),
    ];
    expect(found(definition(steps))).toEqual([
      "PlaintextSecret P /Steps/0/Arguments/AppSpecification/ContainerArguments/1",
      "PlaintextSecret P /Steps/0/Description",
      "PlaintextSecret F /Steps/1/Arguments/ErrorMessage",
    ]);
  });
});
