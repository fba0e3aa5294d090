import fc from "fast-check";
import { redactJson, redactText, secretValues } from "../../deploy/redaction";
import { coreOf, SECRETS } from "./support/secrets";

const FILLER = "a1B2c3D4e5F6g7H8".repeat(4);

describe("secrets by form", () => {
  test.each(SECRETS)("%s", (_kind, secret) => {
    const shown = redactText(`before ${secret}`);
    expect(shown).toMatch(/^before .*\(redacted\)/);
    expect(shown).not.toContain(coreOf(secret));
  });

  test("a password in an address goes, the address stays", () => {
    expect(
      redactText(`pip install --index-url https://bot:${FILLER.slice(0, 12)}@packages.example.com/simple`),
    ).toBe("pip install --index-url https://bot:(redacted)@packages.example.com/simple");
  });

  test("the signature of a signed address goes", () => {
    expect(
      redactText(`https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${FILLER.slice(0, 64)}`),
    ).toBe("https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=(redacted)");
  });

  test("a header goes", () => {
    expect(redactText(`curl -H "Authorization: Bearer ${FILLER.slice(0, 20)}"`)).toBe(
      'curl -H "Authorization: Bearer (redacted)"',
    );
  });
});

describe("secrets by name", () => {
  const secret = "correct-horse-battery";

  test.each([
    ["Python", `DB_PASSWORD = "${secret}"`, 'DB_PASSWORD = "(redacted)"'],
    [
      "Python, keyword",
      `connect(host="h", password='${secret}')`,
      `connect(host="h", password='(redacted)')`,
    ],
    ["Python, bytes", `api_key = b"${secret}"`, 'api_key = b"(redacted)"'],
    ["JSON", `{"clientSecret": "${secret}", "host": "h"}`, '{"clientSecret": "(redacted)", "host": "h"}'],
    ["shell", `export API_TOKEN=${secret}`, "export API_TOKEN=(redacted)"],
    ["command line", `deploy --token ${secret} --env prod`, "deploy --token (redacted) --env prod"],
    ["YAML", `password: ${secret}`, "password: (redacted)"],
    [
      "dictionary",
      `os.environ.get("DB_PASSWORD", "${secret}")`,
      'os.environ.get("DB_PASSWORD", "(redacted)")',
    ],
    [
      "subscript",
      `os.environ["AWS_SECRET_ACCESS_KEY"] = "${secret}"`,
      'os.environ["AWS_SECRET_ACCESS_KEY"] = "(redacted)"',
    ],
  ])("%s", (_language, text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  test.each([
    "token = read_token()",
    "+password = os.environ['DB_PASSWORD']",
    "the secret is not shown",
    "SecretArn: arn:aws:secretsmanager:eu-west-1:111111111111:secret:x",
    "max_depth = 5",
    "kms:GenerateDataKey on arn:aws:kms:eu-west-1:111111111111:key/1",
    "sha256 0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
    'ClientRequestToken: "abc"',
    "secretsmanager:GetSecretValue",
  ])("%s stays", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("what stands under a secret's name in JSON goes whole, and so does a Name's Value", () => {
    const report = {
      values: { secret_string: { from: null, to: "hunter2hunter2" }, name: { from: "a", to: "b" } },
      parameters: [
        { Name: "ApiKey", Type: "String", DefaultValue: "hunter2hunter2" },
        { Name: "Depth", DefaultValue: 5 },
      ],
    };
    expect(redactJson(report)).toEqual({
      values: { secret_string: { from: null, to: "(redacted)" }, name: { from: "a", to: "b" } },
      parameters: [
        { Name: "ApiKey", Type: "String", DefaultValue: "(redacted)" },
        { Name: "Depth", DefaultValue: 5 },
      ],
    });
  });
});

test("values of the environment go wherever they stand, the longest first", () => {
  const values = secretValues({
    GITHUB_TOKEN: "opaque-value",
    DB_PASSWORD: "opaque-value-longer",
    API_KEY: "short",
    HOME: "/home/x",
  });
  expect(values).toEqual(["opaque-value-longer", "opaque-value"]);
  expect(redactText("got opaque-value-longer and opaque-value", values)).toBe(
    "got (redacted) and (redacted)",
  );
});

test("redacting twice changes nothing more", () => {
  const secrets = fc.constantFrom(
    ...SECRETS.map(([, secret]) => secret),
    'password = "x y"',
    "--token abc",
    "token: abc",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(secrets, fc.string()), { maxLength: 6 }), (parts) => {
      const once = redactText(parts.join("\n"));
      expect(redactText(once)).toBe(once);
    }),
  );
});
