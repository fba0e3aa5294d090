import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { arnResourceName } from "../environments/arn";
import type { Environment } from "../environments/environment";
import { ProjectRole } from "./constructs/project-role";
import { configureTerraform } from "./constructs/terraform-settings";
import type { JenkinsAccount } from "./jenkins-account";
import { modelTag } from "./model-tag";
import { managedPolicies } from "./policies/blog-policies";
import { jenkinsServerPolicy, jenkinsServerTrust } from "./policies/jenkins-server-role";
import { foundationStateFolder } from "./stack-names";

/** What deployments need in the account that Jenkins runs in, where that keeps no state: the server's role. */
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
    addJenkinsServers(this, environments);
  }
}

/** Gives a stack the roles of the servers that deploy the environments. */
export function addJenkinsServers(stack: TerraformStack, environments: readonly Environment[]): void {
  for (const arn of new Set(environments.map(({ jenkinsRole }) => jenkinsRole))) {
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
}
