import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvironments, type EnvironmentFile } from "../../environments/parse";
import { projectRoot } from "../../environments/project-root";
import { everyStack } from "./fixture";

/** The project's own files, text that holds `from` replaced in one of them. */
function files(edited: string, from: string | RegExp, to: string): EnvironmentFile[] {
  return ["dev", "prod"].map((name) => {
    const path = `${name}.tfvars.json`;
    const text = readFileSync(join(projectRoot(), "environments", path), "utf8");
    return { name, path, text: name === edited ? text.replaceAll(from, to) : text };
  });
}

/** All stacks of all environments as one text. */
function synthesized(environmentFiles: readonly EnvironmentFile[]): string {
  const { models } = parseEnvironments(environmentFiles);
  return models
    .flatMap((model) => model.environments.flatMap((environment) => everyStack({ environment, model })))
    .map(([, template]) => template.text)
    .join("");
}

/** What the text says, in no order and without the hashes in Terraform's names: both follow the names of buckets. */
const words = (text: string): string[] =>
  text
    .replace(/_[0-9A-F]{8}\b/g, "")
    .split(/[^\w.:/*-]+/)
    .sort();

const before = synthesized(files("", "", ""));

describe("a change in one file changes everything", () => {
  test.each([
    ["dev's account", "dev", "111111111111", "444444444444"],
    ["prod's account", "prod", "222222222222", "444444444444"],
    ["the registry's account", "prod", "333333333333", "444444444444"],
    ["the Region", "prod", "us-east-1", "eu-west-1"],
    [
      "the prefix of the buckets that the environments share",
      "prod",
      "mammography-sagemaker-artifacts",
      "ml-sagemaker-artifacts",
    ],
    ["the prefix of dev's bucket", "dev", "mammography-sagemaker-dev", "ml-sagemaker-dev"],
    ["the model package group", "prod", "mammo-severity-model-package", "mass-severity"],
  ])("%s", (_, file, from, to) => {
    const after = synthesized(files(file, from, to));
    expect(before).toContain(from);
    expect(after).not.toContain(from);
    expect(after).toContain(to);
    expect(words(after)).toEqual(words(before.replaceAll(from, to)));
  });

  test.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("the partition of %s, but for the roles of dev's account", (region, partition) => {
    const [dev, prod] = files("prod", /us-east-1/g, region).map((file) => ({
      ...file,
      text: file.text.replaceAll("arn:aws:", `arn:${partition}:`),
    }));
    const after = synthesized([dev, prod].filter((file) => file !== undefined));
    expect(after).not.toContain("us-east-1");
    expect(after).not.toContain("arn:aws:");
  });
});

test("an account in another partition than the others' is refused, with where", () => {
  expect(() => parseEnvironments(files("prod", /us-east-1|arn:aws:/g, "cn-north-1"))).toThrow();
  const china = files("prod", "us-east-1", "cn-north-1").map((file) => ({
    ...file,
    text: file.name === "prod" ? file.text.replaceAll("arn:aws:", "arn:aws-cn:") : file.text,
  }));
  expect(() => parseEnvironments(china)).toThrow(
    /dev\.tfvars\.json:\S+ +\/lambda_role +expected partition aws-cn, the one of cn-north-1/,
  );
});
