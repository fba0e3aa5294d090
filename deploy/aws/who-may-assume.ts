import { actingRoles } from "../../environments/acting";
import type { Acting, Admitted, Environment } from "../../environments/environment";
import { peopleOf } from "../../stacks/policies/assumed-by";
import { workloadAccountStackName } from "../../stacks/names";

/** Who may take up an environment's role, and how somebody else comes to: by its file, which is reviewed. */
export function whoMayAssume(environment: Environment, acting: Acting): string {
  const { name, account, existing } = environment;
  const { role, jenkins } = actingRoles(environment, acting);
  const people = new Set(peopleOf(acting, environment).flatMap((admitted) => namesOf(admitted, account)));
  const key = acting === "deploy" ? "deployers" : "planners";
  const applied = existing.includes(role)
    ? `the owner of that role put what npm run synth prints into its trust policy`
    : `an administrator of account ${account} apply ${workloadAccountStackName(environment)}`;
  return (
    `Sign in as one who may ${acting} ${name}: ${[jenkins, ...people].join(", ")}. ` +
    `To let in another, add their role to ${key} in the file of ${name}, have that reviewed, and have ${applied}.`
  );
}

function namesOf(admitted: Admitted, account: string): readonly string[] {
  return admitted === "account"
    ? [`whoever of account ${account} its own policies allow sts:AssumeRole on that role`]
    : admitted;
}
