import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { checkAccount, toldAccount } from "../check";
import { checkReport } from "../report";
import { branchOption, environmentsVerb, inEach, modelOption, type ManyOptions } from "./many";

/** `check`: holds environments' files against the account that somebody else has in mind. */
export function checkCommand(): Command {
  return environmentsVerb("check")
    .addOption(modelOption())
    .addOption(branchOption())
    .option(
      "--account <id>",
      "the account's twelve digits (default, where it is left out or empty: what the variable says that is named after the file, such as FRAUD_PROD_ACCOUNT or PROD_ACCOUNT for fraud/prod)",
    )
    .action(({ account = "", ...options }: ManyOptions & { readonly account?: string }) =>
      inEach("check", options, (job) => {
        const { environment } = job;
        checkAccount(environment, account.trim() === "" ? toldAccount(environment, process.env) : account);
        const { name, account: confirmed } = environment;
        job.print(checkReport(environment), `${name} lies in account ${confirmed}.\n`, {
          outcome: `lies in account ${confirmed}`,
        });
        return Promise.resolve(EXIT.done);
      }),
    );
}
