import type { Environment } from "../../environments/environment";
import { buildTrain } from "../../pipeline-defs/train";
import { at, CODE, environment, leaves, places, stepsOf, train } from "./support";

const steps = stepsOf(train());

test("the parameters and their defaults", () => {
  const defaults = train().Parameters.map(
    ({ Name, Type, DefaultValue }) => `${Name} ${Type as string} ${DefaultValue as string}`,
  );
  expect(defaults).toMatchInlineSnapshot(`
    [
      "ProcessingInstanceType String ml.m5.xlarge",
      "ProcessingInstanceCount Integer 1",
      "TrainingInstanceType String ml.m5.xlarge",
      "ModelApprovalStatus String PendingManualApproval",
      "InputDataUrl String s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/data/train-dataset/",
      "AucScoreThreshold Float 0.5",
      "GitCommit String 0123abc",
    ]
  `);
});

test("preparing the data", () => {
  expect(leaves(at(steps.Preprocess?.Arguments, "AppSpecification"))).toMatchInlineSnapshot(`
    [
      "ImageUri: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
      "ContainerEntrypoint.0: python3",
      "ContainerEntrypoint.1: /opt/ml/processing/input/code/preprocess.py",
    ]
  `);
  expect(places(steps.Preprocess, "ProcessingInputs")).toMatchInlineSnapshot(`
    [
      "data: /opt/ml/processing/input/data \${Parameters.InputDataUrl}",
      "code: /opt/ml/processing/input/code s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/preprocess.py",
    ]
  `);
  expect(places(steps.Preprocess, "ProcessingOutputConfig", "Outputs")).toMatchInlineSnapshot(`
    [
      "train: /opt/ml/processing/output/train s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/prepared/\${Execution.PipelineExecutionId}/train",
      "validation: /opt/ml/processing/output/validation s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/prepared/\${Execution.PipelineExecutionId}/validation",
      "test: /opt/ml/processing/output/test s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/prepared/\${Execution.PipelineExecutionId}/test",
      "baseline: /opt/ml/processing/output/baseline s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/prepared/\${Execution.PipelineExecutionId}/baseline",
      "medians: /opt/ml/processing/output/medians s3://mammography-sagemaker-artifacts-333333333333/mammography-severity-model/prod/\${Execution.PipelineExecutionId}/medians",
    ]
  `);
});

test("the training", () => {
  expect(leaves(steps.Train?.Arguments)).toMatchInlineSnapshot(`
    [
      "AlgorithmSpecification.TrainingImage: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5",
      "AlgorithmSpecification.TrainingInputMode: File",
      "HyperParameters.objective: binary:logistic",
      "HyperParameters.eval_metric: auc",
      "HyperParameters.num_round: 50",
      "HyperParameters.max_depth: 5",
      "HyperParameters.eta: 0.2",
      "HyperParameters.gamma: 4",
      "HyperParameters.min_child_weight: 6",
      "HyperParameters.subsample: 0.7",
      "HyperParameters.seed: 42",
      "InputDataConfig.0.ChannelName: train",
      "InputDataConfig.0.ContentType: text/csv",
      "InputDataConfig.0.DataSource.S3DataSource.S3DataType: S3Prefix",
      "InputDataConfig.0.DataSource.S3DataSource.S3Uri: \${Steps.Preprocess.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri}",
      "InputDataConfig.0.DataSource.S3DataSource.S3DataDistributionType: FullyReplicated",
      "InputDataConfig.1.ChannelName: validation",
      "InputDataConfig.1.ContentType: text/csv",
      "InputDataConfig.1.DataSource.S3DataSource.S3DataType: S3Prefix",
      "InputDataConfig.1.DataSource.S3DataSource.S3Uri: \${Steps.Preprocess.ProcessingOutputConfig.Outputs['validation'].S3Output.S3Uri}",
      "InputDataConfig.1.DataSource.S3DataSource.S3DataDistributionType: FullyReplicated",
      "OutputDataConfig.S3OutputPath: s3://mammography-sagemaker-artifacts-333333333333/mammography-severity-model/prod/\${Execution.PipelineExecutionId}/artifact",
      "OutputDataConfig.KmsKeyId: arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
      "ResourceConfig.InstanceType: \${Parameters.TrainingInstanceType}",
      "ResourceConfig.InstanceCount: 1",
      "ResourceConfig.VolumeSizeInGB: 30",
      "ResourceConfig.VolumeKmsKeyId: arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
      "StoppingCondition.MaxRuntimeInSeconds: 3600",
      "ProfilerConfig.DisableProfiler: true",
      "RoleArn: arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role",
    ]
  `);
});

test("the evaluation and its gate", () => {
  expect(places(steps.Evaluate, "ProcessingInputs")).toMatchInlineSnapshot(`
    [
      "model: /opt/ml/processing/input/model \${Steps.Train.ModelArtifacts.S3ModelArtifacts}",
      "test: /opt/ml/processing/input/test \${Steps.Preprocess.ProcessingOutputConfig.Outputs['test'].S3Output.S3Uri}",
      "code: /opt/ml/processing/input/code s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/evaluate.py",
    ]
  `);
  expect(leaves(steps.Evaluate?.PropertyFiles)).toMatchInlineSnapshot(`
    [
      "0.PropertyFileName: EvaluationReport",
      "0.OutputName: evaluation",
      "0.FilePath: evaluation.json",
    ]
  `);
  expect(leaves(at(steps.CheckAuc?.Arguments, "Conditions"))).toMatchInlineSnapshot(`
    [
      "0.Type: GreaterThanOrEqualTo",
      "0.LeftValue: \${Steps.Evaluate.PropertyFiles.EvaluationReport}#binary_classification_metrics.auc.value",
      "0.RightValue: \${Parameters.AucScoreThreshold}",
    ]
  `);
  expect(leaves(steps.RejectLowAuc?.Arguments)).toMatchInlineSnapshot(`
    [
      "ErrorMessage: AUC \${Steps.Evaluate.PropertyFiles.EvaluationReport}#binary_classification_metrics.auc.value is below the threshold of \${Parameters.AucScoreThreshold}: not registered.",
    ]
  `);
});

test("the version that is registered", () => {
  expect(leaves(steps.RegisterModel?.Arguments)).toMatchInlineSnapshot(`
    [
      "ModelPackageGroupName: arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
      "ModelApprovalStatus: \${Parameters.ModelApprovalStatus}",
      "InferenceSpecification.Containers.0.Image: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5",
      "InferenceSpecification.Containers.0.ModelDataUrl: \${Steps.Train.ModelArtifacts.S3ModelArtifacts}",
      "InferenceSpecification.SupportedContentTypes.0: text/csv",
      "InferenceSpecification.SupportedResponseMIMETypes.0: text/csv",
      "InferenceSpecification.SupportedTransformInstanceTypes.0: ml.m5.large",
      "InferenceSpecification.SupportedTransformInstanceTypes.1: ml.m5.xlarge",
      "InferenceSpecification.SupportedTransformInstanceTypes.2: ml.m5.2xlarge",
      "InferenceSpecification.SupportedTransformInstanceTypes.3: ml.m5.4xlarge",
      "ModelMetrics.ModelQuality.Statistics.ContentType: application/json",
      "ModelMetrics.ModelQuality.Statistics.S3Uri: \${Steps.Evaluate.ProcessingOutputConfig.Outputs['evaluation'].S3Output.S3Uri}/evaluation.json",
      "ModelMetrics.ModelDataQuality.Statistics.ContentType: application/json",
      "ModelMetrics.ModelDataQuality.Statistics.S3Uri: \${Steps.DataQualityBaseline.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}/statistics.json",
      "ModelMetrics.ModelDataQuality.Constraints.ContentType: application/json",
      "ModelMetrics.ModelDataQuality.Constraints.S3Uri: \${Steps.DataQualityBaseline.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}/constraints.json",
      "DriftCheckBaselines.ModelDataQuality.Statistics.ContentType: application/json",
      "DriftCheckBaselines.ModelDataQuality.Statistics.S3Uri: \${Steps.DataQualityBaseline.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}/statistics.json",
      "DriftCheckBaselines.ModelDataQuality.Constraints.ContentType: application/json",
      "DriftCheckBaselines.ModelDataQuality.Constraints.S3Uri: \${Steps.DataQualityBaseline.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}/constraints.json",
      "CustomerMetadataProperties.git_commit: \${Parameters.GitCommit}",
      "CustomerMetadataProperties.environment: prod",
      "CustomerMetadataProperties.execution_id: \${Execution.PipelineExecutionId}",
      "CustomerMetadataProperties.data: \${Parameters.InputDataUrl}",
      "CustomerMetadataProperties.auc: \${Steps.Evaluate.PropertyFiles.EvaluationReport}#binary_classification_metrics.auc.value",
    ]
  `);
});

test("our own baseline lies with the version", () => {
  const { DataQualityBaseline: baseline } = steps;
  expect(leaves(at(baseline?.Arguments, "AppSpecification"))).toMatchInlineSnapshot(`
    [
      "ImageUri: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
      "ContainerEntrypoint.0: python3",
      "ContainerEntrypoint.1: /opt/ml/processing/input/code/data_quality.py",
      "ContainerArguments.0: baseline",
    ]
  `);
  expect(places(baseline, "ProcessingInputs")).toMatchInlineSnapshot(`
    [
      "baseline: /opt/ml/processing/input/baseline \${Steps.Preprocess.ProcessingOutputConfig.Outputs['baseline'].S3Output.S3Uri}",
      "code: /opt/ml/processing/input/code s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc/data_quality.py",
    ]
  `);
  expect(places(baseline, "ProcessingOutputConfig", "Outputs")).toMatchInlineSnapshot(`
    [
      "baseline: /opt/ml/processing/output/baseline s3://mammography-sagemaker-artifacts-333333333333/mammography-severity-model/prod/\${Execution.PipelineExecutionId}/baseline",
    ]
  `);
});

test("Model Monitor makes the baseline without comparing, and hands it on", () => {
  const { DataQualityBaseline: baseline, RegisterModel: register } = stepsOf(train("model-monitor"));
  const { Arguments: args, ...own } = baseline ?? {};
  expect(leaves(own)).toMatchInlineSnapshot(`
    [
      "Name: DataQualityBaseline",
      "Type: QualityCheck",
      "Description: Statistics and constraints of the data the model was trained on",
      "CheckType: DATA_QUALITY",
      "SkipCheck: true",
      "FailOnViolation: true",
      "RegisterNewBaseline: true",
      "ModelPackageGroupName: null",
      "SuppliedBaselineConstraints: null",
      "SuppliedBaselineStatistics: null",
    ]
  `);
  expect(leaves(at(args, "Environment"))).toMatchInlineSnapshot(`
    [
      "dataset_format: {\\"csv\\":{\\"header\\":true,\\"output_columns_position\\":\\"START\\"}}",
      "dataset_source: /opt/ml/processing/input/baseline_dataset_input",
      "output_path: /opt/ml/processing/output",
      "publish_cloudwatch_metrics: Disabled",
    ]
  `);
  expect(places(baseline, "ProcessingOutputConfig", "Outputs")).toMatchInlineSnapshot(`
    [
      "quality_check_output: /opt/ml/processing/output s3://mammography-sagemaker-artifacts-333333333333/mammography-severity-model/prod/\${Execution.PipelineExecutionId}/baseline",
    ]
  `);
  expect(leaves(at(register?.Arguments, "DriftCheckBaselines"))).toMatchInlineSnapshot(`
    [
      "ModelDataQuality.Statistics.ContentType: application/json",
      "ModelDataQuality.Statistics.S3Uri: \${Steps.DataQualityBaseline.BaselineUsedForDriftCheckStatistics}",
      "ModelDataQuality.Constraints.ContentType: application/json",
      "ModelDataQuality.Constraints.S3Uri: \${Steps.DataQualityBaseline.BaselineUsedForDriftCheckConstraints}",
    ]
  `);
});

test("metadata of a version stay within the API's 256 characters", () => {
  const longest = environment({
    dataBucket: "b".repeat(63) as Environment["dataBucket"],
    modelName: "m".repeat(63),
  });
  const { Parameters } = buildTrain(longest, CODE, "a".repeat(40));
  const data = Parameters.find(({ Name }) => Name === "InputDataUrl")?.DefaultValue;
  expect(String(data as string).length).toBeLessThanOrEqual(256);
});
