import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSynthesizedPolicies } from "../../../tools/iam/synthesized-policies";
import { exampleIn, wholeApp } from "../../stacks/fixture";

const folder = mkdtempSync(join(tmpdir(), "partition-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["eusc-de-east-1", "aws-eusc"],
  ["us-isof-south-1", "aws-iso-f"],
])("the stacks of %s are read in the partition that they are written in", (region, partition) => {
  const outdir = join(folder, region);
  wholeApp(exampleIn(region, partition), outdir).synth();
  const { policies, keys } = readSynthesizedPolicies(join(outdir, "stacks"));
  const arns = [...policies.map(({ subject }) => subject), ...keys.map(({ aliasArn }) => aliasArn)];
  expect(arns.length).toBeGreaterThan(20);
  expect(arns.filter((arn) => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
});
