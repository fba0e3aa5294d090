import { loadEnvironments } from "./environments/load";
import { formatFindings } from "./environments/finding";
import { describeProblem } from "./environments/problem";
import { bundleLambdas } from "./lambdas/bundle";
import { promotionApp, stackList } from "./stacks/app";
import { PromotionStack } from "./stacks/promotion-stack";

/** Synthesizes every stack of every environment file as Terraform JSON. */
async function main(): Promise<void> {
  const { models, warnings } = loadEnvironments();
  process.stderr.write(formatFindings(warnings));
  const functions = await bundleLambdas();

  const app = promotionApp();
  for (const model of models) {
    for (const environment of model.environments) {
      new PromotionStack(app, environment, functions);
    }
  }
  app.synth();
  process.stdout.write(stackList(app));
}

main().catch((error: unknown) => {
  process.stderr.write(describeProblem(error));
  process.exitCode = 1;
});
