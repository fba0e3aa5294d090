import Ajv2020 from "ajv/dist/2020";
import { accountVariables } from "../../../environments/account-variables";
import { LEFT_OUT, PLUGINS, pluginsText } from "../../../jenkins/server/plugins";
import { render } from "../../../jenkins/server/render";
import { parseRepository } from "../../../jenkins/server/repository";
import { dev, prod } from "../../environments/files";
import { CONFIGURATION } from "./configuration-names";
import { matches, PLACE, rendered, SEVERAL_MODELS, type Ruleset } from "./rendered";
import schema from "./ruleset.schema.json";
import { toldAccount } from "../../../deploy/check";
import type { Environment } from "../../../environments/environment";

const [example, production] = rendered().environments as [Environment, Environment];
const refsOf = ({ conditions }: Ruleset) => conditions.ref_name.include;
const ruleOf = ({ rules }: Ruleset, type: string) => rules.find((rule) => rule.type === type)?.parameters;

test("the same environment files give the same bytes, in whatever order", () => {
  const [once, again] = [rendered(SEVERAL_MODELS), rendered([...SEVERAL_MODELS].reverse())];
  expect(again.texts).toEqual(once.texts);
  expect(Object.keys(once.texts)).toEqual(["jenkins.yaml", "plugins.txt", "ruleset.json"]);
});

describe("jenkins.yaml", () => {
  test("has no name that the plugins do not know", () => {
    const names = new Set(leaves(rendered().configuration));
    expect([...names].sort()).toEqual([...CONFIGURATION].sort());
  });

  test.each([
    ["the example", undefined],
    ["several models", SEVERAL_MODELS],
  ])("holds the account of each environment that a branch deploys: %s", (_, files) => {
    const { accounts, environments } = rendered(files);
    for (const { name, account } of environments) {
      expect([name, toldAccount({ ...example, name }, accounts)]).toEqual([name, account]);
    }
    expect(Object.keys(accounts).length).toBeLessThanOrEqual(environments.length);
  });

  test("is the same for a further model in the accounts of others, and names the account of one elsewhere", () => {
    const accountsOf = (name: string, account: string) => {
      const further = { ...production, name, account: account as Environment["account"] };
      const environments = [...rendered().environments, further];
      return rendered([], environments).accounts;
    };
    const before = rendered().accounts;
    expect(before).toEqual({ DEV_ACCOUNT: "111111111111", PROD_ACCOUNT: "222222222222" });
    expect(accountsOf("a-model/prod", "222222222222")).toEqual(before);
    expect(accountsOf("a-model/prod", "444455556666")).toEqual({
      ...before,
      A_MODEL_PROD_ACCOUNT: "444455556666",
    });
  });

  test("names no other account", () => {
    const { texts, environments } = rendered();
    const named = Object.values(texts).flatMap((text) => text.match(/\b[0-9]{12}\b/g) ?? []);
    expect(new Set(named)).toEqual(new Set(environments.map(({ account }) => account)));
  });

  test("leaves out what no branch deploys", () => {
    const { accounts, ruleset } = rendered([dev({ branch: undefined }), prod()]);
    expect(accounts).toEqual({ PROD_ACCOUNT: "222222222222" });
    expect(refsOf(ruleset)).toEqual(["refs/heads/main"]);
  });

  test("has no secret, only the names of some", () => {
    const { texts, credentials } = rendered(SEVERAL_MODELS);
    const filledIn = [...(texts["jenkins.yaml"] ?? "").matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name);
    expect(filledIn).toEqual([
      "GITHUB_APP_KEY",
      "GITHUB_REVIEW_TOKEN",
      "GITHUB_WEBHOOK_SECRET",
      "JENKINS_LOG_ROLE:-JENKINS_LOG_ROLE is not set",
    ]);
    expect(credentials).toMatchObject([
      { kind: "gitHubApp", privateKey: "${GITHUB_APP_KEY}" },
      { kind: "string", secret: "${GITHUB_REVIEW_TOKEN}" },
      { kind: "string", secret: "${GITHUB_WEBHOOK_SECRET}" },
      { kind: "aws", accessKey: "", secretKey: "" },
    ]);
  });

  test("gives builds no more credentials than they need", () => {
    const { credentials } = rendered();
    const forBuilds = credentials.filter(({ scope }) => scope !== "SYSTEM").map(({ id }) => id);
    expect(forBuilds).toEqual(["github-app", "github-review-token"]);
    // What a Jenkinsfile that nobody has reviewed could ask for.
    expect(credentials[0]).toMatchObject({
      defaultPermissionsStrategy: "CONTENTS_READ",
      repositoryAccessStrategy: {
        specificRepositories: { owner: "an-org", repositories: ["a.repository"] },
      },
    });
  });

  test("uses only credentials that it makes", () => {
    const { configuration, credentials, script } = rendered();
    const used = [
      configuration.aws.awsCredentials.credentialsId,
      ...configuration.unclassified.githubpluginconfig.hookSecretConfigs.map((one) => one.credentialsId),
      ...[...script.matchAll(/credentialsId\('([^']+)'\)/g)].map(([, id]) => id),
    ];
    expect(used).toHaveLength(4);
    expect(credentials.map(({ id }) => id)).toEqual(expect.arrayContaining(used));
  });

  test("logs builds where the environments say", () => {
    const group = { jenkins_log_group: "builds" };
    const { configuration } = rendered([dev(group), prod(group)]);
    expect(configuration.aws).toEqual({
      awsCredentials: { region: "us-east-1", credentialsId: "jenkins-log" },
      cloudWatchLogs: { logGroupName: "builds" },
    });
  });

  test("runs nothing on the controller, and on a node only what names its label", () => {
    const { jenkins } = rendered().configuration;
    expect(jenkins.numExecutors).toBe(0);
    for (const { permanent } of jenkins.nodes) {
      expect(permanent).toMatchObject({ labelString: permanent.name, mode: "EXCLUSIVE", numExecutors: 1 });
    }
  });

  test.each([
    ["verify", [true, true, true]],
    ["plan", [true, true, false]],
    ["deploy", [false, true, false]],
  ])("a node %s takes jobs that are not merged, that are, and others: %j", (label, expected) => {
    const node = rendered().configuration.jenkins.nodes.find(({ permanent }) => permanent.name === label);
    const properties = node?.permanent.nodeProperties ?? [];
    const restrictions = properties.map(
      (one) => one.jobRestrictionProperty.jobRestriction.regexNameRestriction,
    );
    const taken = ["promotion/PR-7", "promotion-deploy/main", "elsewhere/promotion-deploy/main"].map((job) =>
      restrictions.every(({ regexExpression }) => matches(regexExpression, job)),
    );
    expect(taken).toEqual(expected);
    // Of the last part of a name, every job could have it.
    expect(restrictions.every(({ checkShortName }) => !checkShortName)).toBe(true);
  });
});

describe("plugins.txt", () => {
  test("pins each plugin once, with a reason above it", () => {
    const lines = pluginsText().split("\n");
    const pinned = lines.filter((line) => line !== "" && !line.startsWith("#"));
    expect(pinned).toEqual(PLUGINS.map(({ id, version }) => `${id}:${version}`));
    expect(new Set(PLUGINS.map(({ id }) => id)).size).toBe(PLUGINS.length);
    for (const line of pinned) {
      expect(line).toMatch(/^[a-z-]+:[0-9][\w.]*$/);
      expect(lines[lines.indexOf(line) - 1]).toMatch(/^# \S/);
    }
  });

  test("has the blog's five, or says why not", () => {
    const blogs = ["job-dsl", "git", "workflow-aggregator", "pipeline-aws", "pipeline-utility-steps"];
    expect([...PLUGINS, ...LEFT_OUT].map(({ id }) => id)).toEqual(expect.arrayContaining(blogs));
    for (const { id, reason } of LEFT_OUT) expect(pluginsText()).toContain(`# Left out, ${id}: ${reason}\n`);
  });
});

describe("ruleset.json", () => {
  test.each([
    ["the example", undefined, ["refs/heads/dev", "refs/heads/main"]],
    ["several models", SEVERAL_MODELS, ["develop", "it's-$(all)|{of}+IT", "release/1.0"].map(ref)],
  ])("is for the branches that deploy: %s", (_, files, expected) => {
    expect(refsOf(rendered(files).ruleset)).toEqual(expected);
  });

  test("lets nobody by", () => {
    expect(rendered().ruleset).toMatchObject({ enforcement: "active", target: "branch", bypass_actors: [] });
  });

  test("asks for somebody else's review of what is merged, and a branch that is up to date", () => {
    const { ruleset } = rendered();
    expect(ruleset.rules.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["pull_request", "required_status_checks", "non_fast_forward", "deletion"]),
    );
    expect(ruleOf(ruleset, "pull_request")).toMatchObject({
      required_approving_review_count: 1,
      dismiss_stale_reviews_on_push: true,
      require_last_push_approval: true,
    });
    expect(ruleOf(ruleset, "required_status_checks")).toMatchObject({
      strict_required_status_checks_policy: true,
      required_status_checks: [
        { context: "continuous-integration/jenkins/pr-merge", integration_id: 4711 },
        { context: "sagemaker-promotion/plan" },
      ],
    });
  });

  const validate = new Ajv2020({ strict: false }).compile(closed(schema) as object);

  test("is what GitHub's API takes", () => {
    expect([validate(rendered(SEVERAL_MODELS).ruleset), validate.errors]).toEqual([true, null]);
  });

  test.each<[string, (ruleset: Record<string, unknown>) => object]>([
    ["a key that it does not know", (ruleset) => ({ ...ruleset, bypassActors: [] })],
    ["a rule that it does not know", (ruleset) => ({ ...ruleset, rules: [{ type: "pull_requests" }] })],
    ["a rule that lacks a parameter", (ruleset) => ({ ...ruleset, rules: [pullRequestWithout()] })],
    ["a strength that it does not know", (ruleset) => ({ ...ruleset, enforcement: "on" })],
  ])("would not be with %s", (_, change) => {
    expect(validate(change({ ...rendered().ruleset }))).toBe(false);
  });

  function pullRequestWithout(): object {
    const { require_last_push_approval: lastPush, ...parameters } =
      ruleOf(rendered().ruleset, "pull_request") ?? {};
    expect(lastPush).toBe(true);
    return { type: "pull_request", parameters };
  }
});

describe("is refused where", () => {
  test.each([
    ["no environment has a branch", [{ ...example, branch: undefined }], "NoBranch"],
    [
      "two environments would have one variable",
      [
        { ...example, name: "a.b" },
        { ...production, name: "a_b" },
      ],
      "AmbiguousAccount",
    ],
    [
      "an environment's variable would be that of another model's",
      [
        { ...example, name: "fraud-prod" },
        { ...production, name: "prod" },
        { ...production, name: "fraud/prod" },
      ],
      "AmbiguousAccount",
    ],
    [
      "builds would be logged to two groups",
      [{ ...example, jenkinsLogGroup: "other" }, production],
      "SeveralLogs",
    ],
  ])("%s", (_, environments, code) => {
    expect(() => render(environments, PLACE)).toThrow(
      expect.objectContaining({ code, blame: "user" }) as Error,
    );
  });

  test.each(["", "name", "owner/name/more", "own er/name", "https://github.com/o/r", "o/'r"])(
    "%j is no repository",
    (text) => {
      expect(() => parseRepository(text)).toThrow(expect.objectContaining({ code: "NoRepository" }) as Error);
    },
  );
});

test("an account's variable is named after the file, with its folders or without, and begins with no digit", () => {
  expect(["prod", "fraud/prod", "a.b-c", "2nd"].map(accountVariables)).toEqual([
    ["PROD_ACCOUNT"],
    ["FRAUD_PROD_ACCOUNT", "PROD_ACCOUNT"],
    ["A_B_C_ACCOUNT"],
    ["_2ND_ACCOUNT"],
  ]);
});

/** Where the values are: `jobs[].script`. */
function leaves(value: unknown, place = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, `${place}[]`));
  if (typeof value !== "object" || value === null) return [place];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, place === "" ? name : `${place}.${name}`),
  );
}

function ref(branch: string): string {
  return `refs/heads/${branch}`;
}

/** The schema with no key beside those that it describes: GitHub ignores a key with a slip in its name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in inner && inner["type"] === "object"
    ? { ...inner, additionalProperties: false }
    : inner;
}
