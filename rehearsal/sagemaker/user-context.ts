import type { Caller } from "../ports";
import type { JsonObject } from "./json";

/** CreatedBy and LastModifiedBy of what an IAM identity made. */
export function userContext(caller: Caller): JsonObject {
  return {
    IamIdentity: { Arn: caller.arn, PrincipalId: caller.arn.split("/").slice(-1)[0] ?? caller.account },
  };
}
