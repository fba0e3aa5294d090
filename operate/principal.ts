import { parseArn } from "sagemaker-promotion-core/arn";

/**
 * Whoever an ARN stands for, without what is the same for all: `role/session`, `root of 222222222222`. A name before it
 * stays: `ada as role/ada`.
 */
export function principal(who: string): string {
  const [, name = "", arn = who] = /^(\S+ as )?(arn:.*)$/su.exec(who) ?? [];
  const { account, resource } = parseArn(arn) ?? {};
  if (resource === undefined) return who;
  return `${name}${resource === "root" ? `root of ${account}` : resource.slice(resource.indexOf("/") + 1)}`;
}

/** The same without the session's name, which a service makes up. */
export function role(arn: string): string {
  return principal(arn).split("/")[0] ?? "";
}
