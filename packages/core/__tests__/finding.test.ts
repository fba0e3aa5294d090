import { ConfigurationError, formatFindings, type Finding } from "../finding";

const finding = (place: Partial<Finding>): Finding => ({
  file: "prod.tfvars.json",
  line: 4,
  column: 44,
  pointer: "/kms_key",
  expected: "this",
  found: "that",
  fix: "do so",
  ...place,
});

test("findings stand in columns", () => {
  expect(formatFindings([finding({}), finding({ file: "dev.tfvars.json", line: 12, pointer: "" })])).toBe(
    "prod.tfvars.json:4:44  /kms_key  expected this, found that; fix: do so\n" +
      "dev.tfvars.json:12:44  (file)    expected this, found that; fix: do so\n",
  );
  expect(formatFindings([])).toBe("");
});

test("a caret stands below the character of the column", () => {
  const lines = formatFindings([finding({ column: 4, excerpt: "\t\u{1f600}ab" })]).split("\n");
  expect(lines.slice(1)).toEqual(["    | \t\u{1f600}ab", "    | \t  ^", ""]);
});

test("there may be more findings than a call takes arguments", () => {
  const many = Array.from({ length: 200_000 }, () => finding({}));
  expect(formatFindings(many).split("\n")).toHaveLength(200_001);
});

test("an error counts its findings and names its files once", () => {
  const error = new ConfigurationError([finding({}), finding({}), finding({ file: "dev.tfvars.json" })]);
  expect(error).toMatchObject({ code: "ConfigurationError", blame: "user", findings: { length: 3 } });
  expect(error.message.split("\n")[0]).toBe("3 errors in prod.tfvars.json, dev.tfvars.json");
  expect(new ConfigurationError([finding({})]).message.split("\n")[0]).toBe("1 error in prod.tfvars.json");
});
