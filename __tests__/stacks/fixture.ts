import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Testing } from "cdktf";
import type { Environment, Model } from "../../environments/environment";
import { parseEnvironment } from "../support/parse";
import type { FunctionBundle, FunctionBundles, FunctionName } from "../../lambdas/bundle";
import { promotionApp } from "../../stacks/app";
import { addAccessCheck, policiesOf } from "../../stacks/required-access/check";
import type { AttachedPolicy } from "../../stacks/required-access/missing-grants";
import { ResourceWithPolicy } from "../../stacks/constructs/resource-with-policy";
import { deliveryAccounts, jenkinsAccounts, registryAccounts } from "../../stacks/accounts";
import { DeliveryStack } from "../../stacks/delivery-stack";
import { JenkinsAccountStack } from "../../stacks/jenkins-account-stack";
import { PromotionStack } from "../../stacks/promotion-stack";
import { RegistryAccountStack } from "../../stacks/registry-account-stack";
import { WorkloadAccountStack } from "../../stacks/workload-account-stack";
import {
  blogFile,
  environmentFile,
  exampleFile,
  exampleModel,
  merge,
  type Overrides,
} from "../support/environments";
import type { Statement } from "../../stacks/iam/policy-document";
import { statementsOf, Template } from "../support/template";

export interface Case {
  readonly environment: Environment;
  readonly model: Model;
}

/** One of the example's environments, with some keys of its file replaced. */
export function example(name: "dev" | "prod" = "prod", overrides: Overrides = {}): Case {
  return exampleModel(name, overrides);
}

/** The blog's own file: prod alone, a key by its id, no role for EventBridge. */
export function blog(overrides: Overrides = {}): Case {
  return parseEnvironment([environmentFile("prod", blogFile(overrides))], "prod");
}

/** Keys of a file whose jobs and functions run in a VPC, cut off from the network. */
export const IN_VPC = {
  vpc: {
    subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    security_group_ids: ["sg-0123456789abcdef0", "sg-0123456789abcdef1"],
  },
  isolation: { network_isolation: true, inter_container_traffic_encryption: true },
} as const;

/** The example in another partition's region, with some keys of prod's file replaced. */
export function exampleIn(region: string, partition: string, overrides: Overrides = {}): Case {
  const files = ["dev", "prod"].map((name) => {
    const text = JSON.stringify(name === "prod" ? merge(exampleFile(name), overrides) : exampleFile(name))
      .replaceAll("us-east-1", region)
      .replaceAll("arn:aws:", `arn:${partition}:`);
    return environmentFile(name, JSON.parse(text));
  });
  return parseEnvironment(files, "prod");
}

export const promotion = ({ environment }: Case): Template =>
  Template.of(new PromotionStack(Testing.app(), environment, functionBundles()));

export const workloadAccount = ({ environment, model }: Case): Template =>
  Template.of(new WorkloadAccountStack(Testing.app(), environment, model));

export const registryAccount = ({ model }: Case): Template =>
  only(registryAccounts(model).map((registry) => new RegistryAccountStack(Testing.app(), registry)));

export const delivery = ({ model }: Case): Template =>
  only(deliveryAccounts([model]).map((account) => new DeliveryStack(Testing.app(), account)));

export const jenkinsAccount = ({ model }: Case): Template =>
  only(jenkinsAccounts([model]).map((account) => new JenkinsAccountStack(Testing.app(), account)));

/** Every stack of a model in one app, to be written below `outdir`, with what `npm run synth` checks of the policies. */
export function wholeApp({ model }: Case, outdir?: string): App {
  const app = appOf([model], outdir);
  addAccessCheck(app, [model]);
  return app;
}

/** Every stack of some models in one app, without checks that go beyond one stack. */
export function appOf(models: readonly Model[], outdir = mkdtempSync(join(tmpdir(), "app-"))): App {
  const app = promotionApp({ CDKTF_OUTDIR: outdir });
  for (const account of deliveryAccounts(models)) new DeliveryStack(app, account);
  for (const account of jenkinsAccounts(models)) new JenkinsAccountStack(app, account);
  for (const model of models) {
    for (const account of registryAccounts(model)) new RegistryAccountStack(app, account);
    for (const environment of model.environments) {
      new WorkloadAccountStack(app, environment, model);
      new PromotionStack(app, environment, functionBundles());
    }
  }
  return app;
}

/** Every policy of a model's stacks. */
export function attachedPolicies(of: Case): AttachedPolicy[] {
  return ResourceWithPolicy.below(wholeApp(of)).flatMap(policiesOf);
}

/** All stacks of a case, by what they are. */
export function everyStack(of: Case): [name: string, template: Template][] {
  return [
    ["promotion", promotion(of)],
    ["workload account", workloadAccount(of)],
    ["registry account", registryAccount(of)],
    ["delivery", delivery(of)],
    ...jenkinsAccounts([of.model]).map((): [string, Template] => ["Jenkins account", jenkinsAccount(of)]),
  ];
}

function only(stacks: Parameters<typeof Template.of>[0][]): Template {
  const [stack] = stacks;
  if (stack === undefined || stacks.length !== 1) throw new Error(`expected one stack, got ${stacks.length}`);
  return Template.of(stack);
}

/** What the role with this id in the stack may do. */
export function policyOf(stack: Template, role: string): readonly Statement[] {
  return statementsOf(stack.resource("aws_iam_role_policy", `${role}_`)["policy"]);
}

/** Who may assume the role with this id in the stack. */
export function trustOf(stack: Template, role: string): readonly Statement[] {
  return statementsOf(stack.resource("aws_iam_role", `${role}_`)["assume_role_policy"]);
}

let bundles: FunctionBundles | undefined;

/** Bundles whose zips hold nothing; the stacks copy them and never look inside. */
export function functionBundles(): FunctionBundles {
  if (bundles !== undefined) return bundles;
  const folder = mkdtempSync(join(tmpdir(), "functions-"));
  const bundle = (name: FunctionName, digit: string): FunctionBundle => {
    const zip = join(folder, `${name}.zip`);
    writeFileSync(zip, name);
    return { name, zip, sha256: digit.repeat(64) };
  };
  bundles = {
    "latest-approved-model": bundle("latest-approved-model", "a"),
    "start-retraining": bundle("start-retraining", "b"),
    "send-alert": bundle("send-alert", "d"),
    "delete-models": bundle("delete-models", "f"),
    "assess-drift": bundle("assess-drift", "c"),
    "record-version": bundle("record-version", "e"),
    "latest-predictions": bundle("latest-predictions", "9"),
  };
  return bundles;
}
