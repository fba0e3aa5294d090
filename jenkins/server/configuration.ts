import { Document, Scalar } from "yaml";
import { jobDsl } from "./job-dsl";
import { APPROVERS, CREDENTIALS, JOBS, LABELS } from "./names";
import type { Repository } from "./repository";
import type { Served } from "./served";

/** On GitHub. */
export interface Place {
  readonly repository: Repository;
  /** The id of the GitHub App that Jenkins works as. */
  readonly app: number;
}

const HEAD = ` Written by \`npm run jenkins\` from the environment files: change those, and write it again.
 Read by the plugin Configuration as Code, beside files of your own: it may say nothing that they say as well.

 Jenkins needs these secrets (docs/features/secrets.adoc of the plugin says from where), by their names:
   GITHUB_APP_KEY         the private key of the GitHub App, in PKCS#8
   GITHUB_REVIEW_TOKEN    the token that comments on pull requests
   GITHUB_WEBHOOK_SECRET  the secret of the GitHub App's webhook
 and this, which is none:
   JENKINS_LOG_ROLE       the ARN of the role that writes builds' logs

 The group ${APPROVERS} is your user directory's.`;

/** Which jobs may use a node, by its label: a regular expression of their full names; where there is none, every job. */
const MAY_USE: Readonly<Partial<Record<(typeof LABELS)[number], string>>> = {
  // What is merged may do more than what is not: it may plan, but not the other way round.
  plan: `(?:${JOBS.open}|${JOBS.merged})/.*`,
  deploy: `${JOBS.merged}/.*`,
};

/** jenkins.yaml, for the plugin Configuration as Code, with the Job DSL script in it. */
export function configuration(served: Served, place: Place): string {
  const document = new Document({
    jenkins: {
      // Of the built-in node, which is the controller.
      numExecutors: 0,
      globalNodeProperties: [
        { envVars: { env: Object.entries(served.accounts).map(([key, value]) => ({ key, value })) } },
      ],
      nodes: LABELS.map(node),
    },
    credentials: { system: { domainCredentials: [{ credentials: credentials(place) }] } },
    aws: {
      awsCredentials: { region: served.log.region, credentialsId: CREDENTIALS.log },
      cloudWatchLogs: { logGroupName: served.log.group },
    },
    unclassified: { githubpluginconfig: { hookSecretConfigs: [{ credentialsId: CREDENTIALS.webhook }] } },
    jobs: [{ script: block(jobDsl(place.repository, served.branches)) }],
  });
  document.commentBefore = HEAD;
  // In quotes, no value is a number, a date or a boolean to any version of YAML.
  return document.toString({ defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 });
}

function node(label: (typeof LABELS)[number]): object {
  const jobs = MAY_USE[label];
  const restriction =
    jobs === undefined
      ? {}
      : {
          nodeProperties: [
            {
              jobRestrictionProperty: {
                jobRestriction: { regexNameRestriction: { regexExpression: jobs, checkShortName: false } },
              },
            },
          ],
        };
  return {
    permanent: {
      name: label,
      labelString: label,
      // No job that names no label.
      mode: "EXCLUSIVE",
      numExecutors: 1,
      remoteFS: "/home/jenkins/agent",
      launcher: { inbound: { webSocket: true } },
      ...restriction,
    },
  };
}

function credentials({ repository: { owner, name }, app }: Place): object[] {
  return [
    {
      gitHubApp: {
        scope: "GLOBAL",
        id: CREDENTIALS.app,
        description: "Finds branches and pull requests, and reports builds",
        appID: String(app),
        privateKey: "${GITHUB_APP_KEY}",
        // Of a token that a build gets: a Jenkinsfile that is not reviewed may ask for one.
        repositoryAccessStrategy: { specificRepositories: { owner, repositories: [name] } },
        defaultPermissionsStrategy: "CONTENTS_READ",
      },
    },
    secretText("GLOBAL", CREDENTIALS.review, "Comments on pull requests", "${GITHUB_REVIEW_TOKEN}"),
    secretText("SYSTEM", CREDENTIALS.webhook, "Signs GitHub's webhooks", "${GITHUB_WEBHOOK_SECRET}"),
    {
      aws: {
        scope: "SYSTEM",
        id: CREDENTIALS.log,
        description: "Writes builds' logs, as a role that the controller may assume",
        accessKey: "",
        secretKey: "",
        // Without a role the plugin would hand the controller's own credentials to every node, so a text that is none.
        iamRoleArn: "${JENKINS_LOG_ROLE:-JENKINS_LOG_ROLE is not set}",
      },
    },
  ];
}

/** @param scope GLOBAL is for builds; what is SYSTEM, Jenkins alone can use, and no build can bind */
function secretText(scope: "GLOBAL" | "SYSTEM", id: string, description: string, secret: string): object {
  return { string: { scope, id, description, secret } };
}

function block(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}
