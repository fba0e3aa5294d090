import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { requireEnvironments } from "../../environments/select";
import { promotionStackName } from "../../stacks/names";
import { told } from "./command";
import { branchOption, environmentsVerb, modelOption, type ManyOptions } from "./many";

/** `stacks`: what cdktf calls the environments that are meant. */
export function stacksCommand(): Command {
  return environmentsVerb("stacks")
    .addOption(modelOption())
    .addOption(branchOption())
    .addHelpText(
      "after",
      `
One line each, in the order in which they are to be deployed; a file that describes no environment ends it with 1.

Examples:
  npm run --silent deploy -- stacks --env all --branch main | xargs -n 1 npx cdktf deploy --auto-approve`,
    )
    .action((options: ManyOptions) =>
      told("stacks", { json: options.json }, ({ print }) => {
        const stacks = requireEnvironments(options).map(promotionStackName);
        print({ verb: "stacks", ok: true, stacks }, `${stacks.join("\n")}\n`);
        return Promise.resolve(EXIT.done);
      }),
    );
}
