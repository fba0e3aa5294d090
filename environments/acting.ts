import type { Acting, Arn, Environment } from "./environment";

/** The roles that are assumed to act in an environment. */
export interface ActingRoles {
  /** In the workload account. */
  readonly role: Arn;
  /** Beside the state. */
  readonly stateRole: Arn;
  /** What `stateRole` asks of Jenkins. */
  readonly stateExternalId: string | undefined;
  /** The role of the Jenkins nodes that act so. */
  readonly jenkins: Arn;
}

/** Who deploys writes; who plans reads, and with roles that can do no more. */
export function actingRoles(environment: Environment, acting: Acting): ActingRoles {
  const { deployRole, planRole, jenkinsRole, jenkinsPlanRole, jenkinsExternalId, state } = environment;
  return acting === "deploy"
    ? {
        role: deployRole,
        stateRole: state.roleArn,
        stateExternalId: state.externalId,
        jenkins: jenkinsRole,
      }
    : {
        role: planRole,
        stateRole: state.planRoleArn,
        stateExternalId: jenkinsExternalId,
        jenkins: jenkinsPlanRole,
      };
}
