import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { accountOf, arnResourceName } from "sagemaker-promotion-core/arn";
import type { Environment } from "../environments/environment";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import type { JenkinsAccount } from "./accounts";
import { foundationStateFolder, modelTag } from "./names";
import { managedPolicies } from "./policies/blog-policies";
import { jenkinsPlanPolicy, jenkinsServerPolicy, jenkinsServerTrust } from "./policies/jenkins-server-role";

/** What deployments need in the account that Jenkins runs in, where that keeps no state: its nodes' roles. */
export class JenkinsAccountStack extends TerraformStack {
  constructor(scope: Construct, jenkins: JenkinsAccount) {
    super(scope, jenkins.stackName);
    const { account, environments } = jenkins;
    const [{ state, modelName }] = environments;
    configureTerraform(this, {
      account,
      region: state.region,
      tags: { environment: "jenkins", model: modelTag(environments) },
      state,
      stateKey: `${foundationStateFolder(modelName, account)}/${jenkins.stackName}.tfstate`,
    });
    addJenkinsServers(this, account, environments);
  }
}

/** Gives a stack the roles of an account's nodes that deploy the environments, and of those that plan them. */
export function addJenkinsServers(
  stack: TerraformStack,
  account: string,
  environments: readonly Environment[],
): void {
  const roles = (of: (environment: Environment) => string) =>
    [...new Set(environments.map(of))].filter((arn) => accountOf(arn) === account);
  for (const arn of roles(({ jenkinsRole }) => jenkinsRole)) {
    const served = environments.filter(({ jenkinsRole }) => jenkinsRole === arn);
    new ProjectRole(stack, arnResourceName(arn), {
      arn,
      description: "Runs the Jenkins server, which assumes the roles that deploy",
      trust: jenkinsServerTrust,
      runsInstances: true,
      policy: jenkinsServerPolicy(environments, arn),
      managedPolicies: [
        ...new Set(served.flatMap((environment) => managedPolicies("jenkins-server", environment))),
      ],
      existing: served.some(({ existing }) => existing.includes(arn)),
    });
  }
  const planning = new Construct(stack, "jenkins-plan-role");
  for (const arn of roles(({ jenkinsPlanRole }) => jenkinsPlanRole)) {
    const served = environments.filter(({ jenkinsPlanRole }) => jenkinsPlanRole === arn);
    new ProjectRole(planning, arnResourceName(arn), {
      arn,
      description: "Runs the Jenkins nodes that plan, which assume roles that read",
      trust: jenkinsServerTrust,
      runsInstances: true,
      policy: jenkinsPlanPolicy(served),
      existing: served.some(({ existing }) => existing.includes(arn)),
    });
  }
}
