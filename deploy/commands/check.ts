import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { checkAccount } from "../check";
import { checkReport } from "../report";
import { environmentVerb, work, type Options } from "./command";

/** `check`: holds an environment's file against the account that somebody else has in mind. */
export function checkCommand(): Command {
  return environmentVerb("check")
    .requiredOption("--account <id>", "the account's twelve digits")
    .action((options: Options & { readonly account: string }) =>
      work("check", options, (job) => {
        checkAccount(job.environment, options.account);
        const { name, account } = job.environment;
        job.print(checkReport(job.environment), `${name} lies in account ${account}.\n`);
        return Promise.resolve(EXIT.done);
      }),
    );
}
