import {
  callbackStep,
  clarifyCheckStep,
  emrStep,
  lambdaStep,
  lineageStep,
  qualityCheckStep,
  transformStep,
} from "../..";
import { BUCKET, cluster, input, KMS, output, python, ROLE, TAGS } from "./common";

const ANALYZER = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer";
const DATASET = "/opt/ml/processing/input/baseline_dataset_input";
const analysis = {
  AppSpecification: { ImageUri: ANALYZER },
  Environment: {
    dataset_format: '{"csv": {"header": true, "output_columns_position": "START"}}',
    dataset_source: DATASET,
    output_path: "/opt/ml/processing/output",
    publish_cloudwatch_metrics: "Disabled",
  },
  ProcessingInputs: [input("baseline_dataset_input", DATASET, `s3://${BUCKET}/b.csv`)],
  ProcessingOutputConfig: {
    Outputs: [output("quality_check_output", "/opt/ml/processing/output", `s3://${BUCKET}/o`)],
  },
  ProcessingResources: cluster("ml.m5.xlarge"),
  RoleArn: ROLE,
};
const encrypted = {
  ...analysis,
  Environment: { K: "V", ...analysis.Environment },
  ProcessingOutputConfig: { KmsKeyId: KMS, ...analysis.ProcessingOutputConfig },
  ProcessingResources: {
    ClusterConfig: {
      InstanceCount: 1,
      InstanceType: "ml.c5.xlarge",
      VolumeKmsKeyId: KMS,
      VolumeSizeInGB: 60,
    },
  },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
  Tags: TAGS,
} as const;
const supplied = {
  suppliedBaselineStatistics: `s3://${BUCKET}/s.json`,
  suppliedBaselineConstraints: `s3://${BUCKET}/c.json`,
};
const hadoop = {
  ClusterId: "j-123",
  StepConfig: {
    HadoopJarStep: {
      Args: ["--a", "b"],
      Jar: "s3://b/j.jar",
      MainClass: "com.x",
      Properties: [{ Key: "k", Value: "v" }],
    },
  },
};

export const others = {
  lambda_no_io: () =>
    python([lambdaStep({ name: "L", functionArn: "arn:aws:lambda:us-east-1:222222222222:function:f" })]),
  callback: () =>
    python([
      callbackStep({
        name: "C",
        sqsQueueUrl: "https://sqs.us-east-1.amazonaws.com/222222222222/q",
        inputs: { a: "b", n: 1 },
        outputs: { o: "String", n: "Integer" },
        cache: { expireAfter: "P1D" },
      }),
    ]),
  emr_cluster_id: () =>
    python([emrStep({ name: "E", displayName: "D", description: "E", arguments: hadoop })]),
  emr_cache: () => python([emrStep({ name: "E", cache: { expireAfter: "P1D" }, arguments: hadoop })]),
  emr_retry: () =>
    python([
      emrStep({
        name: "E",
        displayName: "D",
        description: "E",
        retry: [{ on: ["Step.THROTTLING"], backoffRate: 2, intervalSeconds: 1, maxAttempts: 2 }],
        arguments: hadoop,
      }),
    ]),
  lineage: () =>
    python([
      lineageStep({
        name: "L",
        arguments: {
          Actions: [
            {
              ActionName: "run",
              ActionType: "ModelTraining",
              Source: { SourceType: "S3ETag", SourceUri: "s3://b/r" },
            },
          ],
          Artifacts: [{ ArtifactName: "model", ArtifactType: "Model", Source: { SourceUri: "s3://b/m" } }],
          Associations: [
            {
              AssociationType: "Produced",
              Destination: { Name: "model", Type: "Artifact" },
              Source: { Name: "run", Type: "Action" },
            },
          ],
          Contexts: [{ ContextName: "ctx", ContextType: "x", Source: { SourceUri: "s3://b/c" } }],
        },
      }),
    ]),
  quality_data: () =>
    python([
      qualityCheckStep({
        name: "Q",
        displayName: "D",
        description: "E",
        checkType: "DATA_QUALITY",
        modelPackageGroupName: "g",
        ...supplied,
        arguments: encrypted,
      }),
    ]),
  quality_model: () =>
    python([
      qualityCheckStep({
        name: "Q",
        checkType: "MODEL_QUALITY",
        arguments: {
          ...encrypted,
          Environment: {
            ...encrypted.Environment,
            analysis_type: "MODEL_QUALITY",
            ground_truth_attribute: "_c1",
            inference_attribute: "_c0",
            probability_attribute: "_c2",
            probability_threshold_attribute: "0.5",
            problem_type: "BinaryClassification",
          },
        },
      }),
    ]),
  monitor_batch_transform_before: () => {
    const monitor = qualityCheckStep({
      name: "MB-monitoring",
      displayName: "D-monitoring",
      description: "E",
      checkType: "DATA_QUALITY",
      failOnViolation: false,
      ...supplied,
      arguments: analysis,
    });
    const transform = transformStep({
      name: "MB-transform",
      displayName: "D-transform",
      description: "E",
      dependsOn: [monitor],
      arguments: {
        ModelName: "m",
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/i` } },
        },
        TransformOutput: { S3OutputPath: `s3://${BUCKET}/o` },
        TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
      },
    });
    return python([transform, monitor]);
  },
  clarify_explainability: () =>
    python([
      clarifyCheckStep({
        name: "C",
        checkType: "MODEL_EXPLAINABILITY",
        modelName: "m",
        cache: { expireAfter: "P1D" },
        arguments: {
          AppSpecification: {
            ImageUri: "205585389593.dkr.ecr.us-east-1.amazonaws.com/sagemaker-clarify-processing:1.0",
          },
          ProcessingInputs: [
            input(
              "analysis_config",
              "/opt/ml/processing/input/config",
              `s3://${BUCKET}/a/analysis_config.json`,
            ),
            input("dataset", "/opt/ml/processing/input/data", `s3://${BUCKET}/d`),
          ],
          ProcessingOutputConfig: {
            Outputs: [output("analysis_result", "/opt/ml/processing/output", `s3://${BUCKET}/o`)],
          },
          ProcessingResources: cluster("ml.c5.xlarge", 60),
          RoleArn: ROLE,
        },
      }),
    ]),
};
