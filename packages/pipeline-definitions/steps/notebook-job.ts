import type { RetryOptions, StepOptions } from "../step";
import { get, type Input, type StringVariable } from "../variable";
import { trainingStep, type TrainingStep, type TrainingStepOptions } from "./training";

type TrainingArguments = TrainingStepOptions["arguments"];
/** Arguments of the training job that a notebook job leaves to its author. */
type Rest = Pick<
  TrainingArguments,
  "EnableInterContainerTrafficEncryption" | "RetryStrategy" | "StoppingCondition" | "Tags" | "VpcConfig"
>;

export interface NotebookJobStepOptions extends StepOptions, RetryOptions {
  /**
   * By which Studio lists the job, and of which its name is made. Default: the step's name, and one that
   * the service makes.
   */
  readonly jobName?: string;
  readonly roleArn: Input<string>;
  readonly region: Input<string>;
  readonly image: Input<string>;
  /** Name of the kernel in the image, such as `python3`. */
  readonly kernel: Input<string>;
  readonly notebook: {
    /** Folder in S3 with the notebook and whatever it needs; uploading it is the caller's. */
    readonly uri: Input<string>;
    /** The notebook's name in that folder. */
    readonly file: string;
    /** A script in that folder, which the job's shell sources first. */
    readonly initializationScript?: string;
  };
  readonly output: {
    /** Folder in S3 for the notebook as it looked after the run. */
    readonly uri: Input<string>;
    /** Its name there. Default: the job's or the step's name and `.ipynb`. */
    readonly file?: string;
    readonly kmsKeyId?: Input<string>;
  };
  /** Put into the notebook's cell tagged `parameters`. */
  readonly parameters?: Readonly<Record<string, Input<string>>>;
  readonly environment?: Readonly<Record<string, Input<string>>>;
  /** Default: one ml.m5.large with 30 GB. */
  readonly resources?: TrainingArguments["ResourceConfig"];
  /** Default: traffic between containers is encrypted, one attempt, two days at most. */
  readonly arguments?: Rest;
}

export interface NotebookJobStep extends TrainingStep {
  readonly outputNotebook: { readonly uri: StringVariable; readonly file: StringVariable };
}

const CHANNEL = "sagemaker_headless_execution_pipelinestep";
const DEFAULTS: Rest = {
  EnableInterContainerTrafficEncryption: true,
  RetryStrategy: { MaximumRetryAttempts: 1 },
  StoppingCondition: { MaxRuntimeInSeconds: 172_800 },
};

/**
 * Runs a Jupyter notebook. A notebook job is a training job with SageMaker's scheduler as entry point;
 * variables of its environment and tags that Studio shows it by are those of the Python SDK's
 * NotebookJobStep (2.257.7).
 */
export function notebookJobStep(options: NotebookJobStepOptions): NotebookJobStep {
  const { name, jobName, notebook, output, parameters, arguments: rest = {} } = options;
  const title = jobName ?? name;
  const { file = `${title}.ipynb` } = output;
  const step = trainingStep({
    ...options,
    arguments: {
      ...DEFAULTS,
      ...rest,
      AlgorithmSpecification: {
        ContainerEntrypoint: ["amazon_sagemaker_scheduler"],
        TrainingImage: options.image,
        TrainingInputMode: "File",
      },
      Environment: {
        ...options.environment,
        AWS_DEFAULT_REGION: options.region,
        SM_ENV_NAME: "sagemaker-default-env",
        SM_EXECUTION_INPUT_PATH: `/opt/ml/input/data/${CHANNEL}`,
        SM_INPUT_NOTEBOOK_NAME: notebook.file,
        SM_JOB_DEF_VERSION: "1.0",
        SM_KERNEL_NAME: options.kernel,
        SM_OUTPUT_NOTEBOOK_NAME: file,
        SM_SKIP_EFS_SIMULATION: "true",
        ...(notebook.initializationScript === undefined
          ? {}
          : { SM_INIT_SCRIPT: notebook.initializationScript }),
      },
      ...(parameters === undefined ? {} : { HyperParameters: parameters }),
      InputDataConfig: [
        {
          ChannelName: CHANNEL,
          DataSource: {
            S3DataSource: {
              S3DataDistributionType: "FullyReplicated",
              S3DataType: "S3Prefix",
              S3Uri: notebook.uri,
            },
          },
        },
      ],
      OutputDataConfig: {
        S3OutputPath: output.uri,
        ...(output.kmsKeyId === undefined ? {} : { KmsKeyId: output.kmsKeyId }),
      },
      ResourceConfig: options.resources ?? {
        InstanceCount: 1,
        InstanceType: "ml.m5.large",
        VolumeSizeInGB: 30,
      },
      RoleArn: options.roleArn,
      ...(jobName === undefined ? {} : { TrainingJobName: jobName }),
      Tags: [
        ...(rest.Tags ?? []),
        { Key: "sagemaker:name", Value: title },
        { Key: "sagemaker:notebook-name", Value: notebook.file },
        { Key: "sagemaker:notebook-job-origin", Value: "PIPELINE_STEP" },
        { Key: "sagemaker:is-studio-archived", Value: "false" },
      ],
    },
  });
  return {
    ...step,
    outputNotebook: {
      uri: step.properties.OutputDataConfig.S3OutputPath,
      file: get(`Steps.${name}.Environment['SM_OUTPUT_NOTEBOOK_NAME']`),
    },
  };
}
