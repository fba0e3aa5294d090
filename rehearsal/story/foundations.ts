import { stackName } from "../../environments/names";
import { accountOf } from "../../stacks/arns";
import type { World } from "./world";

export interface Foundation {
  readonly stack: string;
  readonly account: string;
}

/** The foundation stacks; the first keeps the states of the others, which know nothing of each other. */
export function foundations({ dev, prod, registryAccount }: World): [Foundation, ...Foundation[]] {
  const jenkins = accountOf(prod.jenkinsRole);
  return [
    { stack: "delivery", account: prod.account },
    { stack: "registry-account", account: registryAccount },
    { stack: `${stackName(dev)}-account`, account: dev.account },
    { stack: `${stackName(prod)}-account`, account: prod.account },
    ...(jenkins === prod.account ? [] : [{ stack: "jenkins-account", account: jenkins }]),
  ];
}

/** Every account of the story, once. */
export function accountsOf(world: World): string[] {
  return [...new Set(foundations(world).map(({ account }) => account))];
}
