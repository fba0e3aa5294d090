import { retrainingRuleName } from "../../../../stacks/names";
import {
  STRANGER_ACCOUNT,
  dev,
  ec2,
  eventBridge,
  functionOf,
  jenkins,
  lambda,
  model,
  prod,
  prodAdministrator,
  prodExecution,
  registryAdministrator,
  ruleOf,
  sageMaker,
  stranger,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const ASSUME = "sts:AssumeRole";
const of = (account: string) => ({ "aws:SourceAccount": account });

/** Who becomes whom, and which services come in. */
export const TRUST: readonly DeniedCall[] = [
  {
    who: stranger,
    does: ASSUME,
    on: prod.deployRole,
    because: "only the Jenkins server deploys",
    but: { who: jenkins },
  },
  {
    who: prodAdministrator,
    does: ASSUME,
    on: prod.deployRole,
    because: "not even other people and roles of its own account",
    but: { who: jenkins },
  },
  {
    who: stranger,
    does: ASSUME,
    on: dev.deployRole,
    because: "only the Jenkins server deploys, to dev as well",
    but: { who: jenkins },
  },
  {
    who: eventBridge,
    does: ASSUME,
    on: prod.deployRole,
    with: of(prod.account),
    because: "the blog trusts events.amazonaws.com here, and no rule needs it",
    but: { on: prod.eventsRole ?? "" },
  },
  {
    who: ec2,
    does: ASSUME,
    on: prod.deployRole,
    because: "an instance with this role would need no Jenkins",
    but: { on: prod.jenkinsRole },
  },
  {
    who: jenkins,
    does: ASSUME,
    on: prod.trainPipeline.roleArn,
    because: "Jenkins deploys, and never acts as a pipeline",
    but: { on: prod.deployRole },
  },
  {
    who: jenkins,
    does: ASSUME,
    on: prod.approverRole,
    because: "Jenkins approves nothing",
    but: { on: prod.deployRole },
  },
  {
    who: prodExecution,
    does: ASSUME,
    on: prod.approverRole,
    because: "who trains a version does not become its approver",
    but: { who: registryAdministrator },
  },
  {
    who: prodAdministrator,
    does: ASSUME,
    on: prod.approverRole,
    because: "versions are approved by people of the registry's account",
    but: { who: registryAdministrator },
  },
  {
    who: lambda,
    does: ASSUME,
    on: prod.trainPipeline.roleArn,
    with: of(prod.account),
    because: "a function with the execution role would read the data",
    but: { who: sageMaker },
  },
  {
    who: sageMaker,
    does: ASSUME,
    on: prod.trainPipeline.roleArn,
    with: of(STRANGER_ACCOUNT),
    because: "another account's jobs do not run as ours",
    but: { with: of(prod.account) },
  },
  {
    who: eventBridge,
    does: ASSUME,
    on: prod.eventsRole ?? "",
    with: of(STRANGER_ACCOUNT),
    because: "another account's rules start none of our pipelines",
    but: { with: of(prod.account) },
  },
  {
    who: sageMaker,
    does: ASSUME,
    on: prod.lambdaRole,
    because: "each role is for its service",
    but: { who: lambda },
  },
  {
    who: eventBridge,
    does: "lambda:InvokeFunction",
    on: functionOf(prod, `${model}-start-retraining`),
    with: { "aws:SourceArn": ruleOf(prod, "of-others") },
    because: "trainings start by the drift rule and no other",
    but: { with: { "aws:SourceArn": ruleOf(prod, retrainingRuleName(prod)) } },
  },
];
