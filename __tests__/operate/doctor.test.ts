import { Problem } from "sagemaker-promotion-core/problem";
import { doctorText, examine, isAtLeast } from "../../operate/doctor";

const broken = (): never => {
  throw new Problem({
    code: "NotReady",
    blame: "environment",
    message: "there is no role",
    next: "make one",
  });
};

test("every check is made, whatever became of those before", async () => {
  const said: string[] = [];
  const checks = [
    { name: "role", look: broken },
    { name: "bucket", look: () => Promise.resolve("s3://data") },
  ];
  const findings = await examine(checks, (text) => said.push(text));
  expect(findings).toEqual([
    { name: "role", ok: false, found: "there is no role", next: "make one" },
    { name: "bucket", ok: true, found: "s3://data", next: null },
  ]);
  expect(said).toEqual(["looking at role", "looking at bucket"]);
  expect(doctorText("prod", findings, (_, text) => text)).toBe(
    "prod\n  ✗  role    there is no role\n             make one\n  ✓  bucket  s3://data\n",
  );
});

test("a fault of our own is no finding", async () => {
  const fault = (): never => {
    throw new TypeError("undefined");
  };
  await expect(examine([{ name: "role", look: fault }], () => undefined)).rejects.toThrow(TypeError);
});

test.each([
  ["1.10.0", true],
  ["1.9.8", false],
  ["2.0.1", true],
  ["0.15", false],
  ["", false],
])("Terraform %s is new enough: %s", (version, expected) => {
  expect(isAtLeast(version, "1.10")).toBe(expected);
});
