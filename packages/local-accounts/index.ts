/**
 * AWS accounts on this machine, with SageMaker Pipelines, jobs and the model registry among their services.
 */
export { startLocalAccounts } from "./local-accounts";
export type { LocalAccountsOptions, RunningAccounts } from "./local-accounts";
export type {
  AuthorizationRequest,
  Caller,
  CallRecord,
  Credentials,
  Decision,
  LocalAccounts,
  Mail,
  ServiceEvent,
} from "./ports";
export { standInFor } from "./sagemaker/jobs/images";
export type { Purpose, StandInAnswer, StandIns } from "./sagemaker/jobs/images";
export { accountsPython, sparkObstacle } from "./python";
export type { AccountsPythonOptions } from "./python";
export { ShellAccess } from "./shell-access";
export type { Profile, ShellAccessOptions } from "./shell-access";
