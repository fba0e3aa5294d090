import {
  dataOf,
  dev,
  devAdministrator,
  devDeploy,
  ec2,
  jenkins,
  prod,
  prodAdministrator,
  prodDeploy,
  prodExecution,
  prodLambda,
  registryAdministrator,
  sageMaker,
  sessionOf,
  states,
  stranger,
  STRANGER_ACCOUNT,
} from "../cast";
import { jenkinsLogArn, planWriterRole } from "../../../../stacks/arns";
import type { DeniedCall } from "./denied-call";

const ASSUME = "sts:AssumeRole";
/** Keys of prod's file that put Jenkins into an account of its own. */
export const ELSEWHERE = {
  jenkins_role_arn: `arn:${prod.partition}:iam::${STRANGER_ACCOUNT}:role/ci/builder`,
  jenkins_external_id: "deployments",
} as const;
const NAMED = { "sts:ExternalId": ELSEWHERE.jenkins_external_id };

export const server = sessionOf("the Jenkins server elsewhere", ELSEWHERE.jenkins_role_arn);
const planner = sessionOf(
  "a Jenkins node elsewhere that plans",
  ELSEWHERE.jenkins_role_arn.replace(/role.*$/u, "role/jenkins-plan-role"),
);
const neighbour = sessionOf("another role of Jenkins's account", `${ELSEWHERE.jenkins_role_arn}-of-others`);
const log = jenkinsLogArn(prod).replace(/\*$/u, "log-stream:main");

/** What Jenkins in an account of its own must not, which the story does not play. */
export const JENKINS_ELSEWHERE: readonly DeniedCall[] = [
  ...[dev, prod].flatMap((environment): DeniedCall[] => [
    {
      who: server,
      does: ASSUME,
      on: environment.deployRole,
      because: "an account of another owner names the external id that was agreed on",
      but: { with: NAMED },
    },
    {
      who: server,
      does: ASSUME,
      on: environment.deployRole,
      with: { "sts:ExternalId": "of-others" },
      because: "and no other, so that nobody else is served with our role",
      but: { with: NAMED },
    },
    {
      who: neighbour,
      does: ASSUME,
      on: environment.deployRole,
      with: NAMED,
      because: "the server's role deploys, not whatever else its account has",
      but: { who: server },
    },
    {
      who: stranger,
      does: ASSUME,
      on: environment.deployRole,
      with: NAMED,
      because: "not even the administrators of the server's account",
      but: { who: server },
    },
    {
      who: jenkins,
      does: ASSUME,
      on: environment.deployRole,
      with: NAMED,
      because: "nor the role that a server in prod's account would have",
      but: { who: server },
    },
    {
      who: server,
      does: ASSUME,
      on: environment.trainPipeline.roleArn,
      with: NAMED,
      because: "Jenkins deploys, and never acts as a pipeline",
      but: { on: environment.deployRole },
    },
    {
      who: server,
      does: ASSUME,
      on: environment.lambdaRole,
      with: NAMED,
      because: "nor as a function",
      but: { on: environment.deployRole },
    },
  ]),
  {
    who: prodAdministrator,
    does: ASSUME,
    on: dev.deployRole,
    with: NAMED,
    because: "dev's people deploy dev without it, and nobody else's do",
    but: { who: devAdministrator, with: {} },
  },
  {
    who: server,
    does: ASSUME,
    on: prod.planRole,
    with: NAMED,
    because: "nodes that deploy do not plan what is not merged",
    but: { who: planner },
  },
  ...[prod.planRole, dev.planRole, dev.state.planRoleArn, planWriterRole(prod)].map((on): DeniedCall => ({
    who: planner,
    does: ASSUME,
    on,
    because: "nodes that plan name the external id as well",
    but: { with: NAMED },
  })),
  ...[prod.deployRole, dev.deployRole, dev.state.roleArn].map((on): DeniedCall => ({
    who: planner,
    does: ASSUME,
    on,
    with: NAMED,
    because: "and deploy nothing, wherever they run",
    but: { who: server },
  })),
  {
    who: server,
    does: ASSUME,
    on: prod.approverRole,
    with: { ...NAMED, "sts:SourceIdentity": "ada" },
    because: "Jenkins approves nothing",
    but: { who: registryAdministrator },
  },
  {
    who: server,
    does: "iam:PassRole",
    on: prod.lambdaRole,
    with: { "iam:PassedToService": "lambda.amazonaws.com" },
    because: "what a deployment does, the server does as the role that it assumes",
    but: { who: prodDeploy },
  },
  {
    who: server,
    does: "s3:GetObject",
    on: states(`${prod.state.prefix}/prod.tfstate`),
    because: "states are read as prod's deploy role",
    but: { who: prodDeploy },
  },
  {
    who: server,
    does: "s3:GetObject",
    on: dataOf(prod, `${prod.modelName}/data/rows.csv`),
    because: "Jenkins reads no training data",
    but: { who: prodExecution },
  },
  {
    who: server,
    does: "sagemaker:UpdatePipeline",
    on: dev.trainPipeline.arn,
    because: "pipelines are defined as dev's deploy role",
    but: { who: devDeploy },
  },
  {
    who: server,
    does: "sns:Publish",
    on: `arn:${prod.partition}:sns:${prod.region}:${prod.account}:${prod.alertTopicName}`,
    because: "an alert from a build would be a false one",
    but: { who: prodLambda },
  },
  {
    who: server,
    does: "logs:PutLogEvents",
    on: log,
    because: "builds are logged beside the state, as prod's deploy role",
    but: { who: prodDeploy },
  },
  {
    who: sageMaker,
    does: ASSUME,
    on: ELSEWHERE.jenkins_role_arn,
    because: "the server runs on EC2, and no job becomes Jenkins",
    but: { who: ec2 },
  },
];
