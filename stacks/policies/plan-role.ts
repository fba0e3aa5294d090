import { environmentsBefore } from "../../environments/before";
import type { Environment, Model } from "../../environments/environment";
import { dataPrefix } from "../../pipeline-defs/layout";
import { bucketArn, modelPackagesArn, pipelineArns, regionalArn } from "../arns";
import type { Statement } from "../iam/policy-document";
import type { RegistryAccount } from "../accounts";
import { assumedBy } from "./assumed-by";
import { deployInfrastructure } from "./deploy/infrastructure";
import { keptWith, terraformState } from "./deploy/terraform-state";

/** An action that changes nothing. */
const READS = /^[a-z0-9-]+:(?:Describe|Get|List)/;
/** Jenkins's nodes that plan, and the people whom the file lets in. A role that several environments share trusts all of theirs. */
export function planTrust(environment: Environment, model: Model): Statement[] {
  return [
    ...assumedBy(
      "plan",
      model.environments.filter(({ planRole }) => planRole === environment.planRole),
    ),
    ...evidenceTrust(environment, model),
  ];
}

/** Who deploys an environment that asks for evidence looks for it here, with the external id that this role asks of Jenkins. */
function evidenceTrust({ planRole, jenkinsExternalId }: Environment, { environments }: Model): Statement[] {
  const after = environments.filter(
    (other) =>
      other.requireEvidence &&
      environmentsBefore(other, environments).some((before) => before.planRole === planRole),
  );
  return assumedBy(
    "deploy",
    after.map((other) => ({ ...other, jenkinsExternalId })),
  ).map((statement) => ({ ...statement, Sid: statement.Sid.replace("AssumedBy", "EvidenceFor") }));
}

/**
 * What `cdktf diff` of the promotion stack, `npm run deploy -- plan` and the verbs that look call: all of it reads. No key
 * is among it: what is encrypted is looked for, and not read.
 */
export function planRolePolicy(environment: Environment, model: Model): Statement[] {
  return [
    ...terraformState("plan", keptWith(environment.planRole, "plan", model)),
    ...pipelines(environment),
    ...executions(environment),
    ...quotas(),
    ...deployInfrastructure(environment).flatMap(readsOf),
  ];
}

/** What the deploy script looks at before it changes anything. */
function pipelines(environment: Environment): Statement[] {
  const bucket = bucketArn(environment.partition, environment.dataBucket);
  return [
    {
      // Not limited to a prefix: S3 says 404 for a script that is not there yet only to those who may list.
      Sid: "ListCode",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
    },
    {
      // HeadObject asks for GetObject; without the key, there is no more to be had (S3 API reference, HeadObject).
      Sid: "FindCode",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `${bucket}/${dataPrefix(environment, "code")}*`,
    },
    {
      Sid: "ReadPipelines",
      Effect: "Allow",
      // With their earlier versions: `status --at`, `pipelines` and `trace` tell what was deployed when, and by whom.
      Action: ["sagemaker:DescribePipeline", "sagemaker:ListPipelineVersions", "sagemaker:ListTags"],
      Resource: pipelineArns(environment),
    },
  ];
}

/** What ran, and why it failed: `status`, `runs`, `why`, `models`, `compare`, `trace` and `report`. */
function executions(environment: Environment): Statement[] {
  const pipelines = pipelineArns(environment);
  return [
    {
      Sid: "ListExecutions",
      Effect: "Allow",
      Action: "sagemaker:ListPipelineExecutions",
      Resource: pipelines,
    },
    {
      // With their parameters, and the definition that they ran: a pipeline may be another by now.
      Sid: "SeeExecutions",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribePipelineDefinitionForExecution",
        "sagemaker:DescribePipelineExecution",
        "sagemaker:ListPipelineExecutionSteps",
        "sagemaker:ListPipelineParametersForExecution",
      ],
      Resource: pipelines.map((arn) => `${arn}/execution/*`),
    },
    {
      // A processing job's message stands in its ExitMessage alone (developer guide, "build-your-own-processing-container").
      Sid: "AskFailedJobs",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribeProcessingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:DescribeTransformJob",
      ],
      Resource: (["processing-job", "training-job", "transform-job"] as const).map((type) =>
        regionalArn(environment, "sagemaker", `${type}/pipelines-*`),
      ),
    },
    {
      // What jobs said of the data, and not the data: DescribeLogStreams is asked for with a group's ARN, GetLogEvents
      // with a stream's (Service Authorization Reference, Amazon CloudWatch Logs).
      Sid: "ReadJobLogs",
      Effect: "Allow",
      Action: ["logs:DescribeLogStreams", "logs:GetLogEvents"],
      Resource: regionalArn(environment, "logs", "log-group:/aws/sagemaker/*"),
    },
  ];
}

/** Whether an execution would get its machines: `doctor`. */
function quotas(): Statement[] {
  return [
    {
      // Neither is about a resource (Service Authorization Reference, Service Quotas).
      Sid: "SeeQuotas",
      Effect: "Allow",
      Action: ["servicequotas:ListAWSDefaultServiceQuotas", "servicequotas:ListServiceQuotas"],
      Resource: "*",
    },
  ];
}

/** What of a statement only looks: Terraform reads what it made before it says what would change. */
function readsOf(statement: Statement): Statement[] {
  const Action = [statement.Action].flat().filter((action) => READS.test(action));
  if (Action.length === 0) return [];
  return [{ ...statement, Sid: statement.Sid.replace(/^Manage/, "Read"), Action }];
}

/** Who plans an environment looks at the versions of its model as well. */
export function registryPlanTrust({ environments }: RegistryAccount, role: string): Statement[] {
  return assumedBy(
    "plan",
    environments.filter(({ registryPlanRole }) => registryPlanRole === role),
  );
}

/** Which versions there are, which is approved, by whom and why: the next run uses it. */
export function registryPlanPolicy({ environments }: RegistryAccount): Statement[] {
  return [
    {
      Sid: "SeeVersions",
      Effect: "Allow",
      Action: ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
      Resource: [...new Set(environments.map(modelPackagesArn))],
    },
  ];
}
