import type { Input, StringVariable, TransformStepOptions } from "sagemaker-pipeline-definitions";
import type { Environment } from "../environments/environment";

/** What a transform job predicts, with which model, and on which machines. */
interface Predicted {
  readonly model: Input<string>;
  /** Address of CSV rows without a header. */
  readonly rows: Input<string>;
  /** Folder for the predictions: of `NAME.csv` they are in `NAME.csv.out`. */
  readonly predictions: Input<string>;
  readonly instanceType: StringVariable;
  readonly instanceCount: number;
}

/** The arguments of a job that asks a model for its prediction of each row. */
export function transformJob(
  { kmsKey }: Environment,
  { model, rows, predictions, instanceType, instanceCount }: Predicted,
) {
  return {
    ModelName: model,
    BatchStrategy: "MultiRecord",
    MaxPayloadInMB: 6,
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: rows } },
      ContentType: "text/csv",
      SplitType: "Line",
    },
    TransformOutput: {
      S3OutputPath: predictions,
      Accept: "text/csv",
      AssembleWith: "Line",
      KmsKeyId: kmsKey,
    },
    TransformResources: {
      InstanceType: instanceType,
      InstanceCount: instanceCount,
      VolumeKmsKeyId: kmsKey,
    },
  } satisfies TransformStepOptions["arguments"];
}
