import { parseEnvironments } from "../support/parse";
import { synthesize } from "../../stacks/app";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { policyOf, wholeApp, workloadAccount } from "./fixture";

/** The example with a third environment in dev's account, beside dev. */
function withSibling(name: string, overrides: Overrides = {}) {
  const pipeline = (kind: string) => ({ name: `${name}-${kind}` });
  const sibling = {
    env_group: "qa",
    model_name: "mammography-severity-model",
    train_pipeline_name: `${name}-train`,
    inference_pipeline_name: `${name}-inference`,
    train_pipeline: pipeline("train"),
    inference_pipeline: pipeline("inference"),
    kms_key: "arn:aws:kms:us-east-1:111111111111:alias/qa",
    ...overrides,
  };
  const { models } = parseEnvironments([
    environmentFile("dev", exampleFile("dev")),
    environmentFile(name, merge(exampleFile("dev"), sibling)),
    environmentFile("prod", { ...exampleFile(), reads_versions_of: ["dev", "qa", "prod"] }),
  ]);
  const [model] = models;
  const environment = model?.environments.find((one) => one.name === "prod");
  if (model === undefined || environment === undefined) throw new Error("the example has a prod environment");
  return { environment, model };
}

describe("two environments in one account", () => {
  test.each(["qa", "de-v", "d-ev"])(
    "have policies whose statements have names of their own: dev and %s",
    (name) => {
      expect(synthesize(wholeApp(withSibling(name)))).toContain(`${name}-account\n`);
    },
  );

  test("are both read by prod, each with its own key", () => {
    const sids = policyOf(workloadAccount(withSibling("qa")), "execution-role").map(({ Sid }) => Sid);
    expect(sids.filter((sid) => sid.startsWith("ReadVersionsOf"))).toEqual([
      "ReadVersionsOf111111111111",
      "ReadVersionsOf111111111111Key2",
    ]);
  });

  test("may share a key", () => {
    const shared = withSibling("qa", {
      kms_key: "arn:aws:kms:us-east-1:111111111111:alias/mammography-severity-model",
    });
    const sids = policyOf(workloadAccount(shared), "execution-role").map(({ Sid }) => Sid);
    expect(sids.filter((sid) => sid.startsWith("ReadVersionsOf"))).toEqual(["ReadVersionsOf111111111111"]);
  });
});
