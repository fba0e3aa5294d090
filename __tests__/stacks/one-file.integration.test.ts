import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentsFolder } from "../../environments/load";
import { parseEnvironments, type EnvironmentFile } from "../support/parse";
import { everyStack } from "./fixture";

/** The example's files, text that holds `from` replaced in one of them. */
function files(edited: string, from: string | RegExp, to: string): EnvironmentFile[] {
  return ["dev", "prod"].map((name) => {
    const path = `${name}.tfvars.json`;
    const text = readFileSync(join(environmentsFolder(), path), "utf8");
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
    ["the model's name, of which others are made", "prod", "mammography-severity-model", "mass-severity"],
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
  ])("the Region %s, and with it the partition of every ARN", (region, partition) => {
    const moved = [
      ["us-east-1", region],
      ["arn:aws:", `arn:${partition}:`],
    ] as const;
    const move = (text: string): string => moved.reduce((all, [from, to]) => all.replaceAll(from, to), text);
    const after = synthesized(
      files("", "", "").map((file) => (file.name === "prod" ? { ...file, text: move(file.text) } : file)),
    );
    for (const [from, to] of moved) {
      expect(before).toContain(from);
      expect(after).not.toContain(from);
      expect(after).toContain(to);
    }
    expect(words(after)).toEqual(words(move(before)));
  });
});

test("ARNs that a file says itself have to follow, which is told where", () => {
  const china = files("prod", /us-east-1/g, "cn-north-1").map((file) => ({
    ...file,
    text:
      file.name === "prod"
        ? file.text.replaceAll("arn:aws:", "arn:aws-cn:")
        : file.text.replace(
            '"lambda-sagemaker-role"',
            '"arn:aws:iam::111111111111:role/lambda-sagemaker-role"',
          ),
  }));
  expect(() => parseEnvironments(china)).toThrow(
    /dev\.tfvars\.json:\S+ +\/lambda_role +expected partition aws-cn, the one of cn-north-1/,
  );
});
