import { planWriterRole, topicArn } from "../../../../stacks/arns";
import { deployLockKey, plansFolder, promotionStateKey } from "../../../../stacks/names";
import {
  approver,
  dataOf,
  dev,
  devAdministrator,
  devExecution,
  devPlan,
  devState,
  devStatePlan,
  ec2,
  functionOf,
  jenkins,
  model,
  planNode,
  planWriter,
  prod,
  prodAdministrator,
  prodDeploy,
  prodExecution,
  prodPlan,
  registryAdministrator,
  registryPlan,
  ruleOf,
  states,
  stranger,
  version,
  versionOfOthers,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const ASSUME = "sts:AssumeRole";
const GET = "s3:GetObject";
const PUT = "s3:PutObject";
const WRITER = planWriterRole(prod);
const ONCE = { "s3:if-none-match": "*" };
const PLAN = states(`${plansFolder(prod)}/0a1b2c3d/4e5f.json`);
const PLAN_OF_DEV = states(`${plansFolder(dev)}/0a1b2c3d/4e5f.json`);
const STATE_OF_DEV = states(promotionStateKey(dev));
const STATE_OF_PROD = states(promotionStateKey(prod));
const LOCK_OF_DEV = states(deployLockKey(dev));
const LOCK_OF_PROD = states(deployLockKey(prod));
const SCRIPT = dataOf(prod, `${model}/code/0a1b2c3d/preprocess.py`);

/** What whoever plans becomes, and who becomes it. */
const ROLES: readonly DeniedCall[] = [
  ...[prod.deployRole, dev.deployRole, dev.state.roleArn].map((on): DeniedCall => ({
    who: planNode,
    does: ASSUME,
    on,
    because: "code from before the merge runs there: it writes nothing",
    but: { who: jenkins },
  })),
  ...[prod.trainPipeline.roleArn, prod.approverRole, prod.jenkinsRole].map((on): DeniedCall => ({
    who: planNode,
    does: ASSUME,
    on,
    because: "a plan is looked at, and is no one else's work",
    but: { on: prod.planRole },
  })),
  {
    who: jenkins,
    does: ASSUME,
    on: WRITER,
    because: "plans are stored by who made them, before the merge",
    but: { who: planNode },
  },
  ...[prodAdministrator, devAdministrator, stranger].map((who): DeniedCall => ({
    who,
    does: ASSUME,
    on: WRITER,
    because: "nobody plants a plan",
    but: { who: planNode },
  })),
  ...[prodAdministrator, registryAdministrator, stranger].map((who): DeniedCall => ({
    who,
    does: ASSUME,
    on: prod.registryPlanRole,
    because: "whom no file names as a planner plans nothing",
    but: { who: planNode },
  })),
  {
    who: ec2,
    does: ASSUME,
    on: prod.planRole,
    because: "an instance with this role would need no Jenkins",
    but: { on: prod.jenkinsPlanRole },
  },
];

/** People of dev, and what is not theirs. */
const PEOPLE_OF_DEV: readonly DeniedCall[] = [
  {
    who: devAdministrator,
    does: ASSUME,
    on: prod.deployRole,
    because: "nobody of dev deploys prod, not even to keep dev's state",
    but: { on: dev.deployRole },
  },
  {
    who: devAdministrator,
    does: ASSUME,
    on: prod.planRole,
    because: "nor looks at prod's state",
    but: { on: dev.planRole },
  },
  {
    who: devAdministrator,
    does: ASSUME,
    on: prod.jenkinsRole,
    because: "nor is Jenkins",
    but: { on: dev.state.roleArn },
  },
  ...[dev.deployRole, dev.state.roleArn, dev.state.planRoleArn, dev.planRole].map((on): DeniedCall => ({
    who: devExecution,
    does: ASSUME,
    on,
    because: "what trains does not deploy: its account lets it assume nothing",
    but: { who: devAdministrator },
  })),
  ...[dev.deployRole, dev.planRole, dev.state.roleArn, dev.state.planRoleArn].map((on): DeniedCall => ({
    who: prodAdministrator,
    does: ASSUME,
    on,
    because: "dev is its own people's",
    but: { who: devAdministrator },
  })),
];

/** States, and the roles that reach one of them. */
const STATES: readonly DeniedCall[] = [
  ...[GET, PUT].flatMap((does): DeniedCall[] => [
    {
      who: devState,
      does,
      on: STATE_OF_PROD,
      because: "the way to dev's state leads to dev's state alone",
      but: { on: STATE_OF_DEV },
    },
    {
      who: devState,
      does,
      on: states("delivery.tfstate"),
      because: "and to none of the foundations'",
      but: { on: `${STATE_OF_DEV}.tflock` },
    },
    {
      who: prodDeploy,
      does,
      on: STATE_OF_DEV,
      because: "who deploys prod keeps prod's state, and no longer dev's",
      but: { on: STATE_OF_PROD },
    },
  ]),
  {
    who: devState,
    does: "s3:DeleteObject",
    on: STATE_OF_DEV,
    because: "a state is written, and never taken away",
    but: { on: `${STATE_OF_DEV}.tflock` },
  },
  ...[`${STATE_OF_PROD}.tflock`, LOCK_OF_PROD].map((on): DeniedCall => ({
    who: devState,
    does: "s3:DeleteObject",
    on,
    because: "nobody of dev unlocks prod",
    but: { who: prodDeploy },
  })),
  ...[STATE_OF_DEV, `${STATE_OF_DEV}.tflock`, LOCK_OF_DEV].map((on): DeniedCall => ({
    who: devStatePlan,
    does: PUT,
    on,
    because: "a plan reads the state, and does not even lock it",
    but: { who: devState },
  })),
  {
    who: devStatePlan,
    does: GET,
    on: STATE_OF_PROD,
    because: "dev's plan reads dev's state",
    but: { on: STATE_OF_DEV },
  },
  ...[STATE_OF_PROD, `${STATE_OF_PROD}.tflock`, LOCK_OF_PROD].map((on): DeniedCall => ({
    who: prodPlan,
    does: PUT,
    on,
    because: "a plan reads the state, and does not even lock it",
    but: { who: prodDeploy },
  })),
  {
    who: prodPlan,
    does: GET,
    on: STATE_OF_DEV,
    because: "prod's plan reads prod's state",
    but: { on: STATE_OF_PROD },
  },
];

const neighbour = (writes: string, on: string, but: DeniedCall["but"]): DeniedCall => ({
  who: prodPlan,
  does: writes,
  on,
  because: "a plan changes nothing",
  but,
});

/** What a plan looks at, and what it must not do to it. */
const LOOKS: readonly DeniedCall[] = [
  neighbour(PUT, SCRIPT, { does: GET }),
  neighbour("s3:DeleteObject", SCRIPT, { who: prodDeploy }),
  neighbour("sagemaker:UpdatePipeline", prod.trainPipeline.arn, { does: "sagemaker:DescribePipeline" }),
  neighbour("sagemaker:UpdatePipelineVersion", prod.trainPipeline.arn, {
    does: "sagemaker:ListPipelineVersions",
  }),
  neighbour("sagemaker:StartPipelineExecution", prod.trainPipeline.arn, { who: prodExecution }),
  neighbour("events:PutRule", ruleOf(prod, `${model}-drift`), { does: "events:DescribeRule" }),
  neighbour("lambda:UpdateFunctionCode", functionOf(prod, `${model}-start-retraining`), {
    does: "lambda:GetFunction",
  }),
  neighbour("lambda:InvokeFunction", functionOf(prod, `${model}-start-retraining`), {
    does: "lambda:GetPolicy",
  }),
  neighbour("sns:Subscribe", topicArn(prod), { does: "sns:GetTopicAttributes" }),
  neighbour("iam:PassRole", prod.lambdaRole, {
    who: prodDeploy,
    with: { "iam:PassedToService": "lambda.amazonaws.com" },
  }),
  {
    who: prodPlan,
    does: GET,
    on: dataOf(prod, `${model}/data/train-dataset/part1.csv`),
    because: "a plan needs no data",
    but: { on: SCRIPT },
  },
  {
    who: prodPlan,
    does: "kms:Decrypt",
    on: prod.kmsKey,
    because: "it sees that a script is there, and reads nothing that is encrypted",
    but: { who: prodExecution },
  },
  {
    who: devPlan,
    does: "sagemaker:DescribePipeline",
    on: prod.trainPipeline.arn,
    because: "dev's plan looks at dev",
    but: { on: dev.trainPipeline.arn },
  },
  {
    who: registryPlan,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    because: "who looks at versions approves none",
    but: { who: approver },
  },
  {
    who: registryPlan,
    does: "sagemaker:ListModelPackages",
    on: versionOfOthers,
    because: "other models' versions are not its business",
    but: { on: version },
  },
];

/** Plans that are kept for the merge. */
const PLANS: readonly DeniedCall[] = [
  {
    who: planWriter,
    does: PUT,
    on: PLAN,
    because: "a plan is written once: S3 is to refuse a key that is taken",
    but: { with: ONCE },
  },
  ...[GET, "s3:DeleteObject"].map((does): DeniedCall => ({
    who: planWriter,
    does,
    on: PLAN,
    because: "who stores plans does nothing else to them",
    but: { does: PUT, with: ONCE },
  })),
  {
    who: planWriter,
    does: PUT,
    on: STATE_OF_PROD,
    with: ONCE,
    because: "a plan is no state",
    but: { on: PLAN },
  },
  ...[planNode, prodPlan, devStatePlan, prodDeploy, devState].map((who): DeniedCall => ({
    who,
    does: PUT,
    on: PLAN,
    with: ONCE,
    because: "plans are stored as the one role for it",
    but: { who: planWriter },
  })),
  ...[prodPlan, prodDeploy].map((who): DeniedCall => ({
    who,
    does: GET,
    on: PLAN_OF_DEV,
    because: "who reads prod's state finds prod's plans beside it",
    but: { on: PLAN },
  })),
  ...[devStatePlan, devState].map((who): DeniedCall => ({
    who,
    does: GET,
    on: PLAN,
    because: "the way to dev's state leads to dev's plans alone",
    but: { on: PLAN_OF_DEV },
  })),
  ...[prodDeploy, prodPlan].map((who): DeniedCall => ({
    who,
    does: "s3:DeleteObject",
    on: PLAN,
    because: "a plan that was reviewed stays until it expires",
    but: { does: GET },
  })),
  ...[jenkins, planNode, stranger].map((who): DeniedCall => ({
    who,
    does: GET,
    on: PLAN,
    because: "plans are read as the roles that read the state",
    but: { who: prodPlan },
  })),
];

/** Who plans, who may not, and what a plan must not do. */
export const PLANNING: readonly DeniedCall[] = [...ROLES, ...PEOPLE_OF_DEV, ...STATES, ...LOOKS, ...PLANS];
