import { formatFindings } from "sagemaker-promotion-core/finding";
import { parseEnvironment, parseEnvironments } from "../support/parse";
import { dev, prod } from "./files";
import { brief, refusal } from "./refusal";
import { without } from "../support/without";

describe("a character that nobody sees", () => {
  test("between two keys is named, with what to do", () => {
    const text = prod().text.replace('"email"', '\u00a0"email"');
    expect(formatFindings(refusal([{ ...prod(), text }]))).toContain(
      "expected a key in double quotes, found a no-break space (U+00A0); fix: replace it by an ordinary space, or take it out\n",
    );
  });

  test.each([
    ["default_bucket", "mammo-sagemaker\u200b", "a zero width space (U+200B)", "take it out"],
    [
      "aws_region",
      "us-east-1\u00a0",
      "a no-break space (U+00A0)",
      "replace it by an ordinary space, or take it out",
    ],
    ["branch", "main\ufeff", "a byte order mark (U+FEFF)", "take it out"],
    ["email", "a\u202eb@example.org", "an invisible character (U+202E)", "take it out"],
    ["email", "a@exa\tmple.org", "a tab (U+0009)", "take it out"],
    ["pipelines_alert_topic_name", "alerts\u00ad", "a soft hyphen (U+00AD)", "take it out"],
  ])("in %s is named where it stands", (key, value, name, fix) => {
    const findings = refusal([prod({ [key]: value })]);
    expect(findings.map(({ pointer, fix }) => [pointer, fix])).toEqual([[`/${key}`, fix]]);
    expect(findings[0]?.found.startsWith(`${name} in "`)).toBe(true);
  });

  test("in a schedule is not taken for a blank", () => {
    const inference_pipeline = { cron_schedule: "cron(0\u00a023 * * ? *)" };
    expect(refusal([prod({ inference_pipeline })]).map(({ pointer }) => pointer)).toEqual([
      "/inference_pipeline/cron_schedule",
    ]);
  });

  test("in a key is shown", () => {
    expect(refusal([prod({ "bud\u200bget": 1 })]).map(brief)).toEqual([
      '/bud\u200bget: expected a known key; found "bud\\u200bget", with a zero width space (U+200B); did you mean "budget"?',
    ]);
  });

  test("is pointed at, as itself or as an escape sequence", () => {
    for (const written of ["\u00a0", "\\u00a0"]) {
      const text = prod().text.replace('"us-east-1"', `"us-${written}east-1"`);
      const before = text.slice(0, text.indexOf(`us-${written}`) + 3);
      const line = before.split("\n");
      expect(refusal([{ ...prod(), text }])).toMatchObject([
        { line: line.length, column: (line.at(-1)?.length ?? 0) + 1 },
      ]);
    }
  });
});

describe("a Region that AWS does not have", () => {
  const brief1 = '/aws_region: expected one of AWS\'s Regions; found "us-esat-1"; did you mean "us-east-1"?';

  test("is one finding, where it is written, and no advice repeats it", () => {
    expect(refusal([dev(), prod({ aws_region: "us-esat-1" })]).map(brief)).toEqual([brief1]);
    const tfvars = JSON.parse(dev().text) as Record<string, unknown>;
    const inherits = { ...dev(), text: JSON.stringify(without(tfvars, "aws_region")) };
    const files = [inherits, prod({ aws_region: "us-esat-1" })];
    expect(refusal(files).map(brief)).toEqual([brief1]);
    expect(refusal(files, (all) => parseEnvironment(all, "dev")).map(brief)).toEqual([brief1]);
  });

  test("is found in every ARN that names it, each with the Region that was meant", () => {
    const arn = "arn:aws:kms:us-esat-1:222222222222:alias/mammo";
    const group = "arn:aws:sagemaker:us-esat-1:333333333333:model-package-group/mammo";
    const findings = refusal([
      prod({ kms_key: arn, model_package_group_name: group, aws_region: "us-esat-1" }),
    ]);
    expect(findings.map(({ pointer, fix }) => `${pointer} ${fix}`).sort()).toEqual([
      '/aws_region did you mean "us-east-1"?',
      '/kms_key did you mean "us-east-1"?',
      '/model_package_group_name did you mean "us-east-1"?',
    ]);
  });
});

describe("a name with an ending that is added to it", () => {
  const ending = (name: string): void => {
    expect(refusal([prod({ batch_dataset_filename: name })]).map(({ pointer }) => pointer)).toEqual([
      "/batch_dataset_filename",
    ]);
  };
  test.each(["a.csv", "a.CSV", "a.Csv", "a.csv.gz", "a.CSV.GZ", "a.csv.zip", "a.gz", "a.ZST", "a.csv."])(
    "%s is refused",
    ending,
  );
  test.each(["a.v2", "csv", "a-csv", "a.csvs", "gz"])("%s is fine", (name) => {
    const { environments } = parseEnvironments([prod({ batch_dataset_filename: name })]);
    expect(environments[0]?.batchDatasetFilename).toBe(name);
  });
});

describe("a bucket of its account's regional namespace", () => {
  const name = "mammo-sagemaker-222222222222-us-east-1-an";

  test.each(["default_bucket", "model_artifacts_bucket", "terraform_state_bucket"])(
    "is refused as %s where the foundation would make it, once",
    (key) => {
      const findings = refusal([dev(key === "default_bucket" ? {} : { [key]: name }), prod({ [key]: name })]);
      expect(findings.map(({ file, pointer }) => [file, pointer])).toEqual([["prod.tfvars.json", `/${key}`]]);
      expect(findings[0]?.fix).toContain(`"existing_resources": ["${key}"]`);
    },
  );

  test("is fine where it is there already, whichever file says so", () => {
    const shared = { model_artifacts_bucket: name };
    const listed = { ...shared, existing_resources: ["model_artifacts_bucket"] };
    expect(parseEnvironments([dev(listed), prod(shared)]).environments).toHaveLength(2);
  });
});

test.each([
  ["xn--bucket"],
  ["sthree-bucket"],
  ["amzn-s3-demo-bucket"],
  ["bucket-s3alias"],
  ["bucket--ol-s3"],
  ["bucket.mrap"],
  ["bucket--x-s3"],
  ["bucket--table-s3"],
])("a bucket's name that S3 keeps for itself is refused: %s", (bucket) => {
  expect(refusal([prod({ default_bucket: bucket })]).map(({ pointer }) => pointer)).toEqual([
    "/default_bucket",
  ]);
});

test.each([
  [
    "lambda_role",
    "arn:aws:iam::222222222222:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda",
  ],
  [
    "events_role",
    "arn:aws:iam::222222222222:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForEvents",
  ],
  ["jenkins_role_arn", "arn:aws:iam::222222222222:role/aws-service-role/x/y"],
])("a role that is linked to a service cannot be %s", (key, role) => {
  expect(refusal([prod({ [key]: role })])).toMatchObject([{ pointer: `/${key}`, fix: "name another role" }]);
});

test("a role is linked to a service by its path alone, in lists too", () => {
  const role = "arn:aws:iam::222222222222:role/aws-service-role/x/y";
  expect(refusal([prod({ deployers: [role] })])[0]?.pointer).toBe("/deployers/0");
  const own = "arn:aws:iam::222222222222:role/my/aws-service-role/y";
  expect(parseEnvironments([prod({ deployers: [own] })]).environments[0]?.deployers).toEqual([own]);
});

const KEYS = "arn:aws:kms:us-east-1:222222222222:key/";

test.each(["kms_key", "volume_kms_key"])("what is no key's id in %s is refused", (key) => {
  for (const id of ["x", "price-model", "1234abcd", "1234ABCD-12AB-34CD-56EF-1234567890AB", "mrk-1234abcd"]) {
    expect(refusal([prod({ [key]: `${KEYS}${id}` })]).map(({ pointer }) => pointer)).toEqual([`/${key}`]);
  }
});

test.each(["1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"])(
  "a key may be named by its id: %s",
  (id) => {
    expect(parseEnvironments([prod({ kms_key: `${KEYS}${id}` })]).environments).toHaveLength(1);
  },
);
