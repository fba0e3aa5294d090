import type { PolicyOwner } from "./policy-owner";

/** Permissions of one owner that no rehearsal uses, and what needs them outside of it. */
export interface ExplainedPermissions {
  readonly owner: PolicyOwner;
  readonly because: string;
  /** Sid → actions. In a Sid, `*` is any text: some end in an environment's name or account. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

const TELLS_ABSENT =
  "S3 says 404 for an object that is absent only to those who may list (S3 API reference, GetObject); the local S3 says it to everyone";
const UPLOADS_IN_PARTS =
  "large artifacts are uploaded in parts, and a failed upload is given up; the rehearsal's are small";
const WITH_ACL =
  "asked of clients that send bucket-owner-full-control with what they write to another account's bucket; the local jobs send none";
const IN_VOLUMES =
  'asked of whoever attaches a volume encrypted with a customer\'s key (EBS user guide, "Requirements for Amazon EBS encryption"); the local jobs have no volumes';
const FOR_OUTPUT =
  "SageMaker asks it of the role for a job's output key (API reference, OutputDataConfig, KmsKeyId); the local S3 asks for a data key only";
const BY_JENKINS = "Jenkins deploys and plans dev from a branch; in the story people of dev's account do";
const BY_ADMINISTRATORS =
  "the account's administrators do this to a key by hand or with Terraform, and without a word of the key's policy not even they could";
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/**
 * `npm run iam -- unused` fails for an unused permission that is not here, and for one here that is used: what it
 * stays for has happened, or a call is made that nobody expected. Asked of whole rehearsals in the example's settings;
 * others use other permissions.
 */
export const UNUSED_PERMISSIONS: readonly ExplainedPermissions[] = [
  {
    owner: "alert-key",
    because: BY_ADMINISTRATORS,
    permissions: { AdministeredByAccount: ADMINISTRATION },
  },
  {
    owner: "artifacts-bucket",
    because:
      "takes effect when an execution role's own policy has it too, as the blog's does: to read an artifact that was overwritten",
    permissions: { "Read*": ["s3:GetObjectVersion"] },
  },
  {
    owner: "artifacts-bucket",
    because: WITH_ACL,
    permissions: { "Write*": ["s3:PutObjectAcl"] },
  },
  {
    owner: "artifacts-bucket",
    because: UPLOADS_IN_PARTS,
    permissions: { "Write*": ["s3:AbortMultipartUpload"] },
  },
  {
    owner: "deploy-role",
    because:
      "Terraform reads what it made, and says what would change; the embedded apply does not read back",
    permissions: {
      FindAlarms: ["cloudwatch:DescribeAlarms"],
      FindLogGroups: ["logs:DescribeLogGroups"],
      ManageAlarms: ["cloudwatch:ListTagsForResource"],
      ManageFunctions: [
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetPolicy",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
      ],
      ManageLogGroups: ["logs:ListTagsForResource"],
      ManageQueue: ["sqs:ListQueueTags"],
      ManageRules: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
      ManageTopic: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
    },
  },
  {
    owner: "deploy-role",
    because: "a later version of the stack changes what is there; the story deploys one version",
    permissions: {
      DefinePipelines: ["sagemaker:UpdatePipeline"],
      ManageAlarms: ["cloudwatch:UntagResource"],
      ManageFunctions: [
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      ManageLogGroups: ["logs:UntagResource"],
      ManageQueue: ["sqs:UntagQueue"],
      ManageRules: ["events:UntagResource"],
      ManageTopic: ["sns:UntagResource"],
    },
  },
  {
    owner: "deploy-role",
    because:
      "asked of whoever creates a queue or an alarm with tags (API references, CreateQueue and PutMetricAlarm); the local accounts ask for the creation alone",
    permissions: { ManageAlarms: ["cloudwatch:TagResource"], ManageQueue: ["sqs:TagQueue"] },
  },
  {
    owner: "deploy-role",
    because: "destroying with --stop ends what still runs; the story waits for its executions",
    permissions: {
      EndExecutions: ["sagemaker:DescribePipelineExecution", "sagemaker:StopPipelineExecution"],
    },
  },
  {
    owner: "deploy-role",
    because: "destroying somebody's own copy deletes what its executions wrote; the story has no copies",
    permissions: { DeleteFilesOfCopies: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
  },
  {
    owner: "deploy-role",
    because: TELLS_ABSENT,
    permissions: { ListCode: ["s3:ListBucket"], ListStates: ["s3:ListBucket"] },
  },
  {
    owner: "encryption-key",
    because: BY_ADMINISTRATORS,
    permissions: { AdministeredByAccount: ADMINISTRATION },
  },
  { owner: "encryption-key", because: FOR_OUTPUT, permissions: { UsedByAccount: ["kms:Encrypt"] } },
  {
    owner: "execution-role",
    because: WITH_ACL,
    permissions: { ReadBucketAcl: ["s3:GetBucketAcl"], WriteResultsWithAcl: ["s3:PutObjectAcl"] },
  },
  {
    owner: "execution-role",
    because:
      "Pipelines may make sure of a group before it registers a version in it; the local one does so for groups of its own account only",
    permissions: { MakeSureOfGroup: ["sagemaker:AddTags", "sagemaker:CreateModelPackageGroup"] },
  },
  {
    owner: "approver-role",
    because:
      "the console and Studio show groups before versions; in the story the approver knows the version",
    permissions: {
      ListGroups: ["sagemaker:ListModelPackageGroups"],
      OpenGroup: ["sagemaker:DescribeModelPackageGroup"],
    },
  },
  {
    owner: "lambda-role",
    because: "asks a training or a transform that failed; in the story a processing job does",
    permissions: {
      AskJobs: ["sagemaker:DescribeTrainingJob", "sagemaker:DescribeTransformJob"],
    },
  },
  {
    owner: "execution-role",
    because: IN_VOLUMES,
    permissions: { UseOwnKey: ["kms:DescribeKey"] },
  },
  { owner: "execution-role", because: FOR_OUTPUT, permissions: { UseOwnKey: ["kms:Encrypt"] } },
  {
    owner: "execution-role",
    because: UPLOADS_IN_PARTS,
    permissions: { WriteResults: ["s3:AbortMultipartUpload"] },
  },
  {
    owner: "execution-role",
    because: "ends an execution that went astray, and its jobs; the story's run to their ends",
    permissions: {
      FollowExecutions: ["sagemaker:StopPipelineExecution"],
      RunSteps: ["sagemaker:StopProcessingJob", "sagemaker:StopTrainingJob", "sagemaker:StopTransformJob"],
    },
  },
  {
    owner: "execution-role",
    because:
      "SageMaker pulls a job's image, and writes its metrics to CloudWatch, as the job's role; the local jobs are processes without either, which know the streams of their logs",
    permissions: {
      PublishMetrics: ["cloudwatch:PutMetricData"],
      PullImages: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      SignInToImageRegistries: ["ecr:GetAuthorizationToken"],
      WriteLogs: ["logs:DescribeLogStreams"],
    },
  },
  {
    owner: "jenkins-server-role",
    because: "the Jenkins server sends its builds' output there; the rehearsal has its role and no server",
    permissions: {
      WriteBuildLogs: [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:PutLogEvents",
      ],
    },
  },
  {
    owner: "lambda-role",
    because: "models are deleted after days, and the story's are minutes old",
    permissions: { DeleteOldModels: ["sagemaker:DeleteModel"] },
  },
  {
    owner: "lambda-role",
    because:
      "Lambda writes a function's output to CloudWatch as its role; the local functions write to a file",
    permissions: { WriteLogs: ["logs:CreateLogStream", "logs:PutLogEvents"] },
  },
  {
    owner: "plan-role",
    because: "Terraform reads what it made, and says what would change; the embedded plan compares states",
    permissions: {
      FindAlarms: ["cloudwatch:DescribeAlarms"],
      FindLogGroups: ["logs:DescribeLogGroups"],
      ReadAlarms: ["cloudwatch:ListTagsForResource"],
      ReadFunctions: [
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetPolicy",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
      ],
      ReadLogGroups: ["logs:ListTagsForResource"],
      ReadQueue: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
      ReadRules: ["events:ListTagsForResource", "events:ListTargetsByRule"],
      ReadTopic: ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"],
    },
  },
  {
    owner: "plan-role",
    because:
      "`trace` and `pipelines` ask who deployed what an execution ran; the story asks what is live, why one failed, and what succeeded in the environment before",
    permissions: { ReadPipelines: ["sagemaker:ListPipelineVersions"] },
  },
  {
    owner: "plan-role",
    because: "`doctor` asks whether an execution would get its machines; the story runs them",
    permissions: {
      SeeQuotas: ["servicequotas:ListAWSDefaultServiceQuotas", "servicequotas:ListServiceQuotas"],
    },
  },
  {
    owner: "plan-role",
    because: TELLS_ABSENT,
    permissions: { ListCode: ["s3:ListBucket"], ListStates: ["s3:ListBucket"] },
  },
  ...(["deploy-role", "plan-role", "state-plan-role", "state-role"] as const).map((owner) => ({
    owner,
    because:
      "what was reviewed is looked for where a plan was stored; the story stores one of a change that nobody merges",
    permissions: { ReadPlans: ["s3:GetObject"] },
  })),
  {
    owner: "scientist-role",
    because: "the console and the CLI show a job's log; the story's people read none",
    permissions: {
      ReadJobLogs: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
    },
  },
  {
    owner: "scientist-role",
    because:
      "ends an execution that went astray, and lets one go on that failed for a passing cause; dev's run to their ends",
    permissions: {
      FollowExecutions: ["sagemaker:RetryPipelineExecution", "sagemaker:StopPipelineExecution"],
    },
  },
  {
    owner: "scientist-role",
    because: "the story's data scientist looks at a training, which has no transform",
    permissions: { SeeJobs: ["sagemaker:DescribeTransformJob"] },
  },
  {
    owner: "scientist-role",
    because: UPLOADS_IN_PARTS,
    permissions: { UploadData: ["s3:AbortMultipartUpload"] },
  },
  {
    owner: "state-bucket",
    because:
      "the other accounts' administrators keep their foundations' states here once the bucket stands; the rehearsal keeps them in files",
    permissions: {
      "KeepFoundation*": ["s3:GetObject", "s3:PutObject"],
      "ListStates*": ["s3:ListBucket"],
      "UnlockFoundation*": ["s3:DeleteObject"],
    },
  },
  {
    owner: "state-bucket",
    because:
      "`npm run bootstrap -- destroy` sees that no promotion stands on a foundation; the embedded apply destroys without it",
    permissions: { "SeePromotions*": ["s3:GetObject"] },
  },
  {
    owner: "state-plan-role",
    because: BY_JENKINS,
    permissions: { AssumedByJenkins: ["sts:AssumeRole"] },
  },
  { owner: "state-plan-role", because: TELLS_ABSENT, permissions: { ListStates: ["s3:ListBucket"] } },
  { owner: "state-role", because: BY_JENKINS, permissions: { AssumedByJenkins: ["sts:AssumeRole"] } },
  { owner: "state-role", because: TELLS_ABSENT, permissions: { ListStates: ["s3:ListBucket"] } },
];
