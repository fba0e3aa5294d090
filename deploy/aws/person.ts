import { parseArn } from "sagemaker-promotion-core/arn";
import { Problem } from "sagemaker-promotion-core/problem";

/**
 * The person behind an ARN: the name of a user, or of a session, which an identity provider makes of who signed in.
 * @throws Problem `NameNeeded` for an account's root, who is nobody in particular
 */
export function personOf(caller: string): string {
  const { resource = "" } = parseArn(caller) ?? {};
  const name = resource.includes("/") ? resource.slice(resource.lastIndexOf("/") + 1) : "";
  if (name !== "") return name;
  throw new Problem({
    code: "NameNeeded",
    blame: "user",
    message: "An approval is recorded under a person's name, and the credentials at hand have none.",
    where: caller,
    next: "Say who you are with --as NAME, or sign in as yourself.",
  });
}
