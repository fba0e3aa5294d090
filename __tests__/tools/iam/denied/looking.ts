import { regionalArn } from "../../../../stacks/arns";
import {
  approver,
  dev,
  devPlan,
  logGroupOf,
  model,
  prod,
  prodExecution,
  prodPlan,
  registryPlan,
  sageMakerOf,
  version,
  versionOfOthers,
} from "../cast";
import type { DeniedCall } from "./denied-call";

const EXECUTION = `${prod.trainPipeline.arn}/execution/0a1b2c3d4e5f`;
const JOB = sageMakerOf(prod, "processing-job/pipelines-0a1b2c3d4e5f-Evaluate-1");
const JOB_LOG = regionalArn(
  prod,
  "logs",
  "log-group:/aws/sagemaker/ProcessingJobs:log-stream:pipelines-0a1b2c3d4e5f-Evaluate-1/algo-1-1",
);

const nothing = (does: string, on: string, but: DeniedCall["but"]): DeniedCall => ({
  who: prodPlan,
  does: does,
  on,
  because: "who looks changes nothing",
  but,
});

/** What whoever looks at executions, their jobs and the versions must not do. */
export const LOOKING: readonly DeniedCall[] = [
  nothing("sagemaker:StartPipelineExecution", prod.trainPipeline.arn, {
    does: "sagemaker:ListPipelineExecutions",
  }),
  ...["Retry", "Stop", "Update"].map((verb) =>
    nothing(`sagemaker:${verb}PipelineExecution`, EXECUTION, {
      does: "sagemaker:DescribePipelineExecution",
    }),
  ),
  nothing("sagemaker:StopProcessingJob", JOB, { does: "sagemaker:DescribeProcessingJob" }),
  nothing("servicequotas:RequestServiceQuotaIncrease", "*", { does: "servicequotas:ListServiceQuotas" }),
  nothing("logs:DeleteLogStream", JOB_LOG, { does: "logs:GetLogEvents" }),
  nothing("logs:PutLogEvents", JOB_LOG, { who: prodExecution }),
  {
    who: prodPlan,
    does: "logs:GetLogEvents",
    on: `${logGroupOf(prod, `${model}-start-retraining`)}:log-stream:1`,
    because: "it reads what jobs said, and no other log",
    but: { on: JOB_LOG },
  },
  {
    who: prodPlan,
    does: "sagemaker:DescribeProcessingJob",
    on: sageMakerOf(prod, "processing-job/somebody-elses"),
    because: "jobs that no pipeline started are not its business",
    but: { on: JOB },
  },
  {
    who: devPlan,
    does: "sagemaker:ListPipelineExecutionSteps",
    on: EXECUTION,
    because: "who looks at dev does not look at prod",
    but: { on: `${dev.trainPipeline.arn}/execution/0a1b2c3d4e5f` },
  },
  {
    who: registryPlan,
    does: "sagemaker:DescribeModelPackage",
    on: versionOfOthers,
    because: "who approved other models' versions is not its business",
    but: { on: version },
  },
  {
    who: registryPlan,
    does: "sagemaker:DeleteModelPackage",
    on: version,
    because: "who looks at versions keeps them",
    but: { does: "sagemaker:DescribeModelPackage" },
  },
  {
    who: prodPlan,
    does: "sagemaker:ListModelPackages",
    on: version,
    because: "versions are looked at in the registry's account, as its own role",
    but: { who: registryPlan },
  },
  {
    who: prodPlan,
    does: "sagemaker:UpdateModelPackage",
    on: version,
    because: "nor approved from another account",
    but: { who: approver },
  },
];
