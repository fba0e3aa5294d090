import { readFileSync } from "node:fs";
import { join } from "node:path";
import schema from "../../environments/environment.schema.json";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { projectRoot } from "../../environments/project-root";
import { delivery, everyStack, example, registryAccount, workloadAccount } from "../stacks/fixture";
import { APPROVERS, CHECKS, CREDENTIALS, JOBS } from "../../jenkins/server/names";
import { rendered } from "../jenkins/server/rendered";
import { listOf, statementsOf, type Template } from "../support/template";

const read = (name: string): string => readFileSync(join(projectRoot(), "docs", name), "utf8");
const page = read("your-accounts.md");

/** The text of a section, without its title. */
function section(title: string): string {
  const found = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`the page has no section ${title}`);
  return found.slice(title.length);
}

/** The rows of a section's first table, head and rule left out. */
function rows(text: string): string[][] {
  const [, table = ""] = /^((?:\|.*\n)+)/m.exec(text) ?? [];
  const lines = table.trimEnd().split("\n").slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

describe("what is there already", () => {
  test("is named by every key that the list takes", () => {
    const keys = rows(section("What is there already")).flatMap(([key = ""]) => codes(key));
    expect(keys.sort()).toEqual([...schema.properties.existing_resources.items.enum].sort());
  });
});

describe("one change, one file", () => {
  test("names keys that a file may have", () => {
    const keys = rows(section("One change, one file")).flatMap(([key = ""]) => codes(key));
    const known = (key: string) => JSON.stringify(schema).includes(`"${key.split(".").at(-1)}":`);
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.filter((key) => !known(key))).toEqual([]);
  });
});

describe("the blog's permissions", () => {
  const text = section("The blog's permissions");
  const [least, blog] = [example("prod"), example("prod", { iam_mode: "blog" })];

  /** Names of managed policies by the name of the role that they are attached to. */
  function attached(stack: Template): [role: string, policies: string[]][] {
    return stack
      .resources("aws_iam_role")
      .map(({ address, arguments: role }): [string, string[]] => [
        String(role["name"]),
        stack
          .resources("aws_iam_role_policy_attachment")
          .filter(({ arguments: body }) => body["role"] === `\${${address}.name}`)
          .map(({ arguments: body }) => arnResourceName(String(body["policy_arn"])))
          .sort(),
      ])
      .filter(([, policies]) => policies.length > 0);
  }

  test("are attached role by role as the table has them, and to no other role", () => {
    const execution = arnResourceName(blog.environment.trainPipeline.roleArn);
    const told = rows(text).map(([role = "", policies = ""]) => [
      codes(role)[0] ?? role.replace("SageMaker execution role", execution),
      policies.split(", ").sort(),
    ]);
    const made = everyStack(blog).flatMap(([, stack]) => attached(stack));
    expect(Object.fromEntries(made)).toEqual(Object.fromEntries(told));
    expect(made).toHaveLength(told.length);
  });

  test("are the only change of a role: what it needs, and who assumes it, stay as they are", () => {
    for (const stackOf of [workloadAccount, delivery])
      expect(stackOf(blog).policies()).toEqual(stackOf(least).policies());
  });

  test("add to the registry's account what the text says, on the group and nowhere else", () => {
    const [before, after] = [least, blog].map((of) => registryAccount(of).policies());
    const changed = after?.filter(({ where, statements }) => {
      const same = before?.find((policy) => policy.where === where)?.statements;
      return JSON.stringify(same) !== JSON.stringify(statements);
    });
    expect(changed).toHaveLength(1);
    expect(changed?.[0]?.where).toMatch(/^aws_sagemaker_model_package_group_policy\./);

    const policyOf = (of: typeof least) =>
      statementsOf(
        registryAccount(of).resource("aws_sagemaker_model_package_group_policy")["resource_policy"],
      );
    const known = policyOf(least).map((statement) => JSON.stringify(statement));
    const added = policyOf(blog).filter((statement) => !known.includes(JSON.stringify(statement)));
    expect(policyOf(blog)).toHaveLength(known.length + added.length);
    const calls = codes(text).filter((code) => code.endsWith("ModelPackage"));
    expect(added.flatMap(({ Action }) => listOf(Action)).sort()).toEqual(
      [...new Set(calls)].sort().map((call) => `sagemaker:${call}`),
    );
    expect(added.filter(({ Condition }) => Condition !== undefined)).toEqual([]);
  });
});

describe("the page of Jenkins", () => {
  const text = read("jenkins.md");
  const { texts, script, configuration } = rendered();

  test("names what it is set up with", () => {
    const secrets = [...(texts["jenkins.yaml"] ?? "").matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name);
    const filters = [...script.matchAll(/regex\('([^']+)'\)/g)].map(([, regex = ""]) => regex);
    const labels = configuration.jenkins.nodes.map(({ permanent }) => permanent.labelString);
    expect([secrets.length, filters.length, labels.length]).toEqual([4, 2, 3]);
    const prose = text.replace(/```[^]*?```/g, "");
    // A table's cell escapes what would end it.
    const named = codes(prose).map((code) => code.replaceAll("\\|", "|"));
    expect(named).toEqual(
      expect.arrayContaining([
        ...[...secrets, ...filters, ...labels],
        ...[...Object.keys(texts), ...Object.values(JOBS), APPROVERS, CREDENTIALS.review, CHECKS.plan],
      ]),
    );
  });
});
