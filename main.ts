import { Command, Option } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import type { Acting } from "./environments/environment";
import { loadEnvironments } from "./environments/load";
import { formatFindings } from "sagemaker-promotion-core/finding";
import { bundleLambdas } from "./lambdas/bundle";
import { promotionApp, synthesize } from "./stacks/app";
import { deliveryAccounts, jenkinsAccounts, registryAccounts } from "./stacks/accounts";
import { addDuplicateCheck } from "./stacks/duplicates";
import { addImageCheck } from "./stacks/image-check";
import { DeliveryStack } from "./stacks/delivery-stack";
import { JenkinsAccountStack } from "./stacks/jenkins-account-stack";
import { PromotionStack } from "./stacks/promotion-stack";
import { addAccessCheck, existingNotes } from "./stacks/required-access/check";
import { RegistryAccountStack } from "./stacks/registry-account-stack";
import { WorkloadAccountStack } from "./stacks/workload-account-stack";

/** Synthesizes every stack of every environment file as Terraform JSON; ENVIRONMENTS names another folder of files. */
async function main({ role }: { readonly role: Acting }): Promise<void> {
  const { models, warnings } = loadEnvironments();
  process.stderr.write(formatFindings(warnings));
  const functions = await bundleLambdas();

  const app = promotionApp();
  for (const delivery of deliveryAccounts(models)) {
    new DeliveryStack(app, delivery);
  }
  for (const jenkins of jenkinsAccounts(models)) {
    new JenkinsAccountStack(app, jenkins);
  }
  for (const model of models) {
    for (const registry of registryAccounts(model)) {
      new RegistryAccountStack(app, registry);
    }
    for (const environment of model.environments) {
      new WorkloadAccountStack(app, environment, model);
      new PromotionStack(app, environment, functions, role);
    }
  }
  addAccessCheck(app, models);
  addDuplicateCheck(app, models);
  addImageCheck(app, models);
  process.stderr.write(existingNotes(app));
  process.stdout.write(synthesize(app));
}

const program = new Command("npm run synth --")
  .description(
    "Writes every stack of every environment file as Terraform JSON, to cdktf.out/ or CDKTF_OUTDIR.",
  )
  .addOption(
    // cdktf starts this program itself, without arguments.
    new Option(
      "--role <role>",
      "as whom Terraform applies or plans an environment: deploy writes, plan only reads",
    )
      .choices(["deploy", "plan"] satisfies Acting[])
      .default("deploy")
      .env("SYNTH_ROLE"),
  )
  .action(main);

void runProgram(program);
