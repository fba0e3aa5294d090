import { parseEnvironments } from "../support/parse";
import { dev, prod } from "./files";
import { brief, refusal } from "./refusal";

const DEPLOYER = "arn:aws:iam::222222222222:role/team/deployer";
const REVIEWER =
  "arn:aws:iam::444444444444:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Review_0a1b2c3d";

describe("who may deploy and plan beside Jenkins", () => {
  test("is by default nobody in prod, and people of the account elsewhere", () => {
    const { environments } = parseEnvironments([dev(), prod()]);
    expect(environments).toMatchObject([
      { name: "dev", deployers: "account", planners: "account" },
      { name: "prod", deployers: [], planners: [] },
    ]);
  });

  test("is whom each file names, and no other file's", () => {
    const { environments } = parseEnvironments([
      dev({ deployers: [] }),
      prod({ deployers: [DEPLOYER], planners: [REVIEWER] }),
    ]);
    expect(environments).toMatchObject([
      { name: "dev", deployers: [], planners: "account" },
      { name: "prod", deployers: [DEPLOYER], planners: [REVIEWER] },
    ]);
  });

  test.each<[string, unknown, string]>([
    ["no list", DEPLOYER, "/deployers: expected a list of IAM roles' ARNs, each once; found "],
    [
      "a role twice",
      [DEPLOYER, DEPLOYER],
      "/deployers: expected a list of IAM roles' ARNs, each once; found ",
    ],
    ["a role's name, which says no account", ["deployer"], "/deployers/0: expected an IAM role's ARN, "],
    ["everybody", ["*"], "/deployers/0: expected an IAM role's ARN, "],
    ["roles by a pattern", [`${DEPLOYER}*`], "/deployers/0: expected an IAM role's ARN, "],
    ["an account", ["arn:aws:iam::222222222222:root"], "/deployers/0: expected an IAM role's ARN, "],
    [
      "a role of another partition",
      [DEPLOYER, DEPLOYER.replace("aws", "aws-cn")],
      "/deployers/1: expected partition aws, the one of us-east-1; found partition aws-cn; begin the ARN with arn:aws:",
    ],
  ])("is not %s", (_, deployers, finding) => {
    expect(refusal([dev(), prod({ deployers })]).map(brief)).toEqual([
      expect.stringContaining(finding) as string,
    ]);
  });
});

describe("the roles that plan", () => {
  test("lie beside those that deploy, approve and run Jenkins", () => {
    const { environments } = parseEnvironments([
      dev({ plan_role_arn: "looker" }),
      prod({
        jenkins_role_arn: "arn:aws:iam::444444444444:role/server",
        registry_plan_role_arn: "arn:aws:iam::333333333333:role/viewer",
      }),
    ]);
    const shared = {
      jenkinsPlanRole: "arn:aws:iam::444444444444:role/jenkins-plan-role",
      registryPlanRole: "arn:aws:iam::333333333333:role/viewer",
    };
    expect(environments).toMatchObject([
      { ...shared, planRole: "arn:aws:iam::111111111111:role/looker" },
      { ...shared, planRole: "arn:aws:iam::222222222222:role/plan-role" },
    ]);
  });

  test("of the registry is one of the registry's account", () => {
    const registry_plan_role_arn = "arn:aws:iam::222222222222:role/viewer";
    expect(refusal([dev(), prod({ registry_plan_role_arn })]).map(brief)).toEqual([
      "/registry_plan_role_arn: expected a role of account 333333333333, the model registry's; found account 222222222222; name a role of account 333333333333, or leave the key out",
    ]);
  });
});
