import { describeText } from "sagemaker-promotion-core/characters";
import { variable } from "sagemaker-promotion-core/variable";
import { accountVariables } from "../environments/account-variables";
import type { Environment } from "../environments/environment";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Aws, Caller } from "./ports";

/**
 * Confirms that the environment's file means the account that somebody else has in mind, such as Jenkins' administrator.
 * @throws Problem `WrongAccount`
 */
export function checkAccount(environment: Environment, account: string): void {
  // Typed into a form, as a rule.
  if (account.trim() === environment.account) return;
  throw new Problem({
    code: "WrongAccount",
    blame: "user",
    message: `The environment ${environment.name} lies in account ${environment.account}, not in ${describeText(account)}.`,
    where: `account_id, or lambda_role where that is left out, of the environment ${environment.name}`,
    next: "Name the account that the file names, or fix the file.",
  });
}

/**
 * The account that an environment has to lie in, as Jenkins' administrator has set it.
 * @throws Problem `AccountNotTold`
 */
export function toldAccount({ name }: Environment, variables: NodeJS.ProcessEnv): string {
  const names = accountVariables(name);
  const told = names.map((one) => variable(one, variables)).find((value) => value !== undefined);
  if (told !== undefined) return told;
  throw new Problem({
    code: "AccountNotTold",
    blame: "user",
    message: `Which account ${name} has to lie in is not set in Jenkins, see README.md.`,
    where: `the environment variable ${names.join(", or ")}`,
    next: "Set it, as npm run jenkins writes it for Jenkins' administrator, or pass --account.",
  });
}

/**
 * Confirms that the calls reach the environment's account; every verb does so before its first other call.
 * @param use whose credentials to use instead
 * @throws Problem `WrongAccount`
 */
export async function checkCaller(
  environment: Environment,
  aws: Pick<Aws, "caller">,
  use = `credentials that may assume ${environment.deployRole}`,
): Promise<Caller> {
  const caller = await aws.caller();
  if (caller.account === environment.account) return caller;
  throw new Problem({
    code: "WrongAccount",
    blame: "user",
    message: `The environment ${environment.name} lies in account ${environment.account}, but the credentials belong to account ${caller.account}.`,
    where: caller.arn,
    next: `Use ${use}. Nothing was changed.`,
  });
}
