import {
  dev,
  devDeploy,
  devExecution,
  functionOf,
  model,
  prod,
  prodDeploy,
  prodEvents,
  prodExecution,
  prodLambda,
  ruleOf,
  sageMakerOf,
  stranger,
} from "../cast";
import { topicArn } from "../../../../stacks/arns";
import type { DeniedCall } from "./denied-call";

const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
const START_RETRAINING = functionOf(prod, `${model}-start-retraining`);
const LATEST_APPROVED = functionOf(prod, `${model}-latest-approved-0a1b2c3d`);
const { trainPipeline, inferencePipeline } = prod;

/** Pipelines, functions, rules and roles: who changes them, and who sets them off. */
export const DEPLOYMENT: readonly DeniedCall[] = [
  {
    who: prodDeploy,
    does: "iam:PassRole",
    on: prod.jenkinsRole,
    with: to("lambda"),
    because: "a function with the Jenkins server's role would be Jenkins",
    but: { on: prod.lambdaRole },
  },
  {
    who: prodDeploy,
    does: "iam:PassRole",
    on: prod.deployRole,
    with: to("sagemaker"),
    because: "a job with the deploy role would deploy",
    but: { on: trainPipeline.roleArn },
  },
  {
    who: prodDeploy,
    does: "iam:PassRole",
    on: trainPipeline.roleArn,
    with: to("lambda"),
    because: "a function with the execution role would read the data",
    but: { with: to("sagemaker") },
  },
  {
    who: prodDeploy,
    does: "iam:PassRole",
    on: prod.lambdaRole,
    with: to("ec2"),
    because: "each role is for its service",
    but: { with: to("lambda") },
  },
  {
    who: prodExecution,
    does: "iam:PassRole",
    on: prod.lambdaRole,
    with: to("sagemaker"),
    because: "a job runs as the execution role and no other",
    but: { on: trainPipeline.roleArn },
  },
  ...["iam:CreateRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy"].map(
    (does): DeniedCall => ({
      who: prodDeploy,
      does,
      on: trainPipeline.roleArn,
      because: "roles belong to the foundation: who deploys does not widen what may be done",
      but: { does: "iam:PassRole", with: to("sagemaker") },
    }),
  ),
  {
    who: devDeploy,
    does: "sagemaker:UpdatePipeline",
    on: trainPipeline.arn,
    because: "dev's role deploys dev",
    but: { who: prodDeploy },
  },
  {
    who: prodExecution,
    does: "sagemaker:UpdatePipeline",
    on: trainPipeline.arn,
    because: "prod's pipelines change by a merge to main, not by a data scientist",
    but: { who: prodDeploy },
  },
  {
    who: prodDeploy,
    does: "sagemaker:DeletePipeline",
    on: sageMakerOf(prod, "pipeline/of-others"),
    because: "other pipelines of the account are not its business",
    but: { on: trainPipeline.arn },
  },
  {
    who: prodDeploy,
    does: "sagemaker:StartPipelineExecution",
    on: trainPipeline.arn,
    because: "Jenkins defines pipelines; schedules, drift and people start them",
    but: { who: prodExecution },
  },
  {
    who: prodEvents,
    does: "sagemaker:StartPipelineExecution",
    on: trainPipeline.arn,
    because: "the schedule predicts; it does not train",
    but: { on: inferencePipeline.arn },
  },
  {
    who: prodLambda,
    does: "sagemaker:StartPipelineExecution",
    on: inferencePipeline.arn,
    because: "drift starts a training and nothing else",
    but: { on: trainPipeline.arn },
  },
  {
    who: devExecution,
    does: "sagemaker:StartPipelineExecution",
    on: trainPipeline.arn,
    because: "dev's data scientists start dev's pipelines",
    but: { on: dev.trainPipeline.arn },
  },
  {
    who: prodExecution,
    does: "sagemaker:CreateTrainingJob",
    on: sageMakerOf(prod, "training-job/of-others"),
    because: "what it creates, a pipeline's step created",
    but: { on: sageMakerOf(prod, "training-job/pipelines-abc-Train-xyz") },
  },
  {
    who: prodExecution,
    does: "lambda:InvokeFunction",
    on: START_RETRAINING,
    because: "trainings start by drift, once for each",
    but: { on: LATEST_APPROVED },
  },
  {
    who: prodDeploy,
    does: "lambda:InvokeFunction",
    on: LATEST_APPROVED,
    because: "who deploys a function does not call it",
    but: { who: prodExecution },
  },
  {
    who: prodDeploy,
    does: "lambda:UpdateFunctionCode",
    on: functionOf(prod, "of-others"),
    because: "other functions of the account are not its business",
    but: { on: START_RETRAINING },
  },
  {
    who: prodDeploy,
    does: "events:PutRule",
    on: ruleOf(prod, "of-others"),
    because: "other rules of the account are not its business",
    but: { on: ruleOf(prod, `${model}-drift`) },
  },
  {
    who: prodDeploy,
    does: "sns:Publish",
    on: topicArn(prod),
    because: "an alert from a deployment would be a false one",
    but: { who: prodLambda },
  },
  {
    who: stranger,
    does: "sns:Publish",
    on: topicArn(prod),
    because: "nobody else raises alarms",
    but: { who: prodLambda },
  },
];
