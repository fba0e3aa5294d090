import fc from "fast-check";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { parseEnvironments } from "../support/parse";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { dev, fraud, prod } from "./files";
import { brief, refusal } from "./refusal";

describe("a file that is not what it should be", () => {
  test("is refused with line, column and the offending line", () => {
    const text = '{\n  "env_group": "prod"\n\t"aws_region": "us-east-1"\n}\n';
    expect(formatFindings(refusal([{ ...prod(), text }]))).toBe(
      'prod.tfvars.json:3:2  (file)  expected "," or "}" after the value, found "\\""; fix: put a comma after the value before it\n' +
        '    | \t"aws_region": "us-east-1"\n' +
        "    | \t^\n",
    );
  });

  test("is refused at a key that it has twice", () => {
    const text = prod().text.replace('"email"', '"env_group": "dev",\n  "email"');
    expect(formatFindings(refusal([{ ...prod(), text }]))).toBe(
      "prod.tfvars.json:7:3  /env_group  expected each key once, found the key again (first on line 3); fix: keep one of the two: readers of JSON disagree on which one counts\n",
    );
  });

  test("is refused when it is not UTF-8", () => {
    const text = Buffer.from(prod().text, "utf16le").toString("utf8").replace(/^./, "\uFFFD");
    expect(refusal([{ ...prod(), text }])).toMatchObject([{ line: 1, column: 1, expected: "UTF-8 text" }]);
  });

  test("is refused when it holds something else than an object", () => {
    expect(refusal([{ ...prod(), text: "[]" }]).map(brief)).toEqual([
      ": expected one JSON object; found an array; write it in that form",
    ]);
  });

  test("may begin with a byte order mark, which counts as no column", () => {
    expect(parseEnvironments([{ ...prod(), text: `\uFEFF${prod().text}` }]).environments).toHaveLength(1);
    expect(refusal([{ ...prod(), text: "\uFEFF[]" }])[0]).toMatchObject({ line: 1, column: 1 });
  });

  test("may have Windows' line ends", () => {
    const text = prod({ email: "admin" }).text.replaceAll("\n", "\r\n");
    expect(refusal([{ ...prod(), text }])[0]).toMatchObject({ line: 7, column: 12 });
  });
});

describe("any file", () => {
  const full = merge(exampleFile("prod"), {
    volume_kms_key: "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    branch: "main",
    jenkins_role_arn: "arn:aws:iam::222222222222:role/jenkins-server-role",
    monitoring: "processing",
    retrain_on: "drift",
    metric_threshold: 0.5,
    terraform_state_role_arn: "arn:aws:iam::222222222222:role/state",
    terraform_state_lock_table: "locks",
  });
  const leaves = (value: unknown, pointer = ""): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, child]) => leaves(child, `${pointer}/${key}`))
      : [[pointer, value]];
  const replaced = (value: unknown, pointer: string, garbage: unknown): unknown => {
    if (pointer === "") return garbage;
    const [, key = "", rest = ""] = /^\/([^/]*)(.*)$/.exec(pointer) ?? [];
    return { ...(value as Overrides), [key]: replaced((value as Overrides)[key], rest, garbage) };
  };

  test("in which one value is of another type is refused at its pointer", () => {
    expect(parseEnvironments([environmentFile("prod", full)]).warnings).toEqual([]);
    const garbage = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...leaves(full)), garbage, ([pointer, before], after) => {
        fc.pre(typeof after !== typeof before);
        const findings = refusal([environmentFile("prod", replaced(full, pointer, after))]);
        expect(findings.map((finding) => finding.pointer)).toContain(pointer);
      }),
      { numRuns: 500 },
    );
  });

  test("whatever its text is, gives values or findings, and a position within the text", () => {
    const cut = fc.tuple(
      fc.nat(prod().text.length),
      fc.nat(40),
      fc.string({ unit: "grapheme", maxLength: 5 }),
    );
    fc.assert(
      fc.property(cut, ([at, length, inserted]) => {
        const text = prod().text.slice(0, at) + inserted + prod().text.slice(at + length);
        const file = { ...prod(), text };
        let findings;
        try {
          findings = refusal([file], (files) => parseEnvironments(files));
        } catch (error) {
          expect(error).toEqual(new Error("the files were accepted"));
          return;
        }
        const lines = text.split("\n");
        for (const { line, column } of findings) {
          expect(column).toBeLessThanOrEqual([...(lines[line - 1] ?? "")].length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is judged alike in every order of files and every locale", () => {
    const files = [dev({}, "İstanbul"), dev({}, "istanbul"), prod({ email: "x" }), fraud()];
    const findings = formatFindings(refusal(files));
    const compare = jest.spyOn(String.prototype, "localeCompare").mockImplementation(() => {
      throw new Error("depends on the locale");
    });
    try {
      expect(formatFindings(refusal(files.toReversed()))).toBe(findings);
    } finally {
      compare.mockRestore();
    }
  });
});
