import { stackName } from "../../environments/names";
import type { World } from "./world";

export interface Foundation {
  readonly stack: string;
  readonly account: string;
}

/** The foundation stacks in the order in which they are applied. */
export function foundations({ dev, prod, registryAccount }: World): Foundation[] {
  return [
    { stack: "delivery", account: prod.account },
    { stack: "registry-account", account: registryAccount },
    { stack: `${stackName(dev)}-account`, account: dev.account },
    { stack: `${stackName(prod)}-account`, account: prod.account },
  ];
}
