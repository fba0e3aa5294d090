/**
 * The names that Configuration as Code knows, as far as they are used, each below the one that it stands in: symbols of
 * classes, or their uncapitalized names without the extension point's at the end (jenkinsci/configuration-as-code-plugin at
 * 58646eb6, August 2026, DescribableAttribute.getSymbols), and their properties. `[]` is an item of a list.
 */
export const CONFIGURATION: readonly string[] = [
  // jenkinsci/configuration-as-code-plugin: demos/jenkins/jenkins.yaml
  "jenkins.numExecutors",
  "jenkins.globalNodeProperties[].envVars.env[].key",
  "jenkins.globalNodeProperties[].envVars.env[].value",
  // demos/build_agents/README.md, which a test of the plugin reads
  "jenkins.nodes[].permanent.name",
  "jenkins.nodes[].permanent.labelString",
  "jenkins.nodes[].permanent.mode",
  "jenkins.nodes[].permanent.numExecutors",
  "jenkins.nodes[].permanent.remoteFS",
  "jenkins.nodes[].permanent.launcher.inbound.webSocket",
  // jenkinsci/job-restrictions-plugin at cff7da2: nodes/JobRestrictionProperty.java, a NodeProperty, and
  // restrictions/job/RegexNameRestriction.java, a JobRestriction; neither has a symbol, and both a bound constructor
  ...["regexExpression", "checkShortName"].map(
    (name) =>
      `jenkins.nodes[].permanent.nodeProperties[].jobRestrictionProperty.jobRestriction.regexNameRestriction.${name}`,
  ),
  // jenkinsci/github-branch-source-plugin at 57edfa33: src/test/resources/…/github-app-jcasc-minimal.yaml, and `scope` of
  // GitHubAppCredentials's constructor
  ...[
    "scope",
    "id",
    "description",
    "appID",
    "privateKey",
    "repositoryAccessStrategy.specificRepositories.owner",
    "repositoryAccessStrategy.specificRepositories.repositories[]",
    "defaultPermissionsStrategy",
  ].map((name) => `credentials.system.domainCredentials[].credentials[].gitHubApp.${name}`),
  // jenkinsci/configuration-as-code-plugin: demos/credentials/README.md
  ...["scope", "id", "description", "secret"].map(
    (name) => `credentials.system.domainCredentials[].credentials[].string.${name}`,
  ),
  // jenkinsci/aws-credentials-plugin: src/test/resources/…/configuration-as-code.yaml
  ...["scope", "id", "description", "accessKey", "secretKey", "iamRoleArn"].map(
    (name) => `credentials.system.domainCredentials[].credentials[].aws.${name}`,
  ),
  // jenkinsci/aws-global-configuration-plugin: src/test/resources/…/configuration-as-code.yaml
  "aws.awsCredentials.region",
  "aws.awsCredentials.credentialsId",
  // jenkinsci/pipeline-cloudwatch-logs-plugin at c0c6dbc: CloudWatchAwsGlobalConfiguration.java, of the same category
  "aws.cloudWatchLogs.logGroupName",
  // jenkinsci/configuration-as-code-plugin: demos/github/README.md, which a test of the plugin reads; jenkinsci/github-plugin:
  // GitHubPluginConfig.setHookSecretConfigs, HookSecretConfig's constructor
  "unclassified.githubpluginconfig.hookSecretConfigs[].credentialsId",
  // jenkinsci/job-dsl-plugin at aac2bedf: docs/JCasC.md
  "jobs[].script",
];
