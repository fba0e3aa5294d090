import { at, inference, leaves, places, stepsOf } from "./support";

const steps = stepsOf(inference());

test("the parameters and their defaults", () => {
  const defaults = inference().Parameters.map(
    ({ Name, Type, DefaultValue }) => `${Name} ${Type as string} ${DefaultValue as string}`,
  );
  expect(defaults).toMatchInlineSnapshot(`
    [
      "ProcessingInstanceType String ml.m5.xlarge",
      "ProcessingInstanceCount Integer 1",
      "TransformInstanceType String ml.m5.xlarge",
      "transform_input String s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/data/batch-dataset/mammo-batch-dataset.csv",
    ]
  `);
});

test("the model is the approved version itself", () => {
  expect(leaves(steps.LatestApprovedModel)).toMatchInlineSnapshot(`
    [
      "Name: LatestApprovedModel",
      "Type: Lambda",
      "Description: The highest approved version in the registry account",
      "FunctionArn: arn:aws:lambda:us-east-1:222222222222:function:latest-approved",
      "Arguments.model_package_group: arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
      "OutputParameters.0.OutputName: model_package_arn",
      "OutputParameters.0.OutputType: String",
      "OutputParameters.1.OutputName: model_package_version",
      "OutputParameters.1.OutputType: String",
      "OutputParameters.2.OutputName: model_data_url",
      "OutputParameters.2.OutputType: String",
      "OutputParameters.3.OutputName: image_uri",
      "OutputParameters.3.OutputType: String",
      "OutputParameters.4.OutputName: statistics_uri",
      "OutputParameters.4.OutputType: String",
      "OutputParameters.5.OutputName: constraints_uri",
      "OutputParameters.5.OutputType: String",
    ]
  `);
  expect(leaves(steps.CreateModel?.Arguments)).toMatchInlineSnapshot(`
    [
      "ExecutionRoleArn: arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role",
      "PrimaryContainer.ModelPackageName: \${Steps.LatestApprovedModel.OutputParameters['model_package_arn']}",
    ]
  `);
});

test("the batch is held against the version's own baseline", () => {
  expect(leaves(at(steps.MonitorInput?.Arguments, "AppSpecification"))).toMatchInlineSnapshot(`
    [
      "ImageUri: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
      "ContainerEntrypoint.0: python3",
      "ContainerEntrypoint.1: /opt/ml/processing/input/code/data_quality.py",
      "ContainerArguments.0: check",
    ]
  `);
  expect(places(steps.MonitorInput, "ProcessingInputs")).toMatchInlineSnapshot(`
    [
      "batch: /opt/ml/processing/input/batch \${Parameters.transform_input}",
      "statistics: /opt/ml/processing/input/statistics \${Steps.LatestApprovedModel.OutputParameters['statistics_uri']}",
      "constraints: /opt/ml/processing/input/constraints \${Steps.LatestApprovedModel.OutputParameters['constraints_uri']}",
      "code: /opt/ml/processing/input/code s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/code/cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc/data_quality.py",
    ]
  `);
  expect(places(steps.MonitorInput, "ProcessingOutputConfig", "Outputs")).toMatchInlineSnapshot(`
    [
      "monitoring: /opt/ml/processing/output/monitoring s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/monitoring/\${Execution.PipelineExecutionId}",
    ]
  `);
  expect(leaves(steps.MonitorInput?.PropertyFiles)).toMatchInlineSnapshot(`
    [
      "0.PropertyFileName: DriftReport",
      "0.OutputName: monitoring",
      "0.FilePath: drift.json",
    ]
  `);
});

test("drift ends the execution with what the monitor says", () => {
  expect(leaves(at(steps.CheckDrift?.Arguments, "Conditions"))).toMatchInlineSnapshot(`
    [
      "0.Type: Equals",
      "0.LeftValue: \${Steps.MonitorInput.PropertyFiles.DriftReport}#drifted",
      "0.RightValue: true",
    ]
  `);
  expect(leaves(steps.DataDrift)).toMatchInlineSnapshot(`
    [
      "Name: DataDrift",
      "Type: Fail",
      "Arguments.ErrorMessage: \${Steps.MonitorInput.PropertyFiles.DriftReport}#message",
    ]
  `);
});

test("predictions stand behind the rows they belong to", () => {
  expect(leaves(steps.BatchTransform?.Arguments)).toMatchInlineSnapshot(`
    [
      "ModelName: \${Steps.CreateModel.ModelName}",
      "BatchStrategy: MultiRecord",
      "MaxPayloadInMB: 6",
      "TransformInput.DataSource.S3DataSource.S3DataType: S3Prefix",
      "TransformInput.DataSource.S3DataSource.S3Uri: \${Parameters.transform_input}",
      "TransformInput.ContentType: text/csv",
      "TransformInput.SplitType: Line",
      "TransformOutput.S3OutputPath: s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/predictions/\${Execution.PipelineExecutionId}",
      "TransformOutput.Accept: text/csv",
      "TransformOutput.AssembleWith: Line",
      "TransformOutput.KmsKeyId: arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
      "TransformResources.InstanceType: \${Parameters.TransformInstanceType}",
      "TransformResources.InstanceCount: 1",
      "TransformResources.VolumeKmsKeyId: arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
      "DataProcessing.JoinSource: Input",
    ]
  `);
});

test("Model Monitor's violations do not fail it; a function reads its report", () => {
  const {
    MonitorInput: monitor,
    AssessDrift: assess,
    CheckDrift: check,
    DataDrift: drift,
  } = stepsOf(inference("model-monitor"));
  const { Arguments: args, ...own } = monitor ?? {};
  expect(leaves(own)).toMatchInlineSnapshot(`
    [
      "Name: MonitorInput",
      "Type: QualityCheck",
      "Description: Holds the batch against the approved version's own baseline",
      "CacheConfig.Enabled: false",
      "CheckType: DATA_QUALITY",
      "SkipCheck: false",
      "FailOnViolation: false",
      "RegisterNewBaseline: false",
      "ModelPackageGroupName: null",
      "SuppliedBaselineConstraints: \${Steps.LatestApprovedModel.OutputParameters['constraints_uri']}",
      "SuppliedBaselineStatistics: \${Steps.LatestApprovedModel.OutputParameters['statistics_uri']}",
    ]
  `);
  expect(leaves(at(args, "Environment"))).toMatchInlineSnapshot(`
    [
      "dataset_format: {\\"csv\\":{\\"header\\":false,\\"output_columns_position\\":\\"START\\"}}",
      "dataset_source: /opt/ml/processing/input/baseline_dataset_input",
      "output_path: /opt/ml/processing/output",
      "publish_cloudwatch_metrics: Disabled",
    ]
  `);
  expect(places(monitor, "ProcessingInputs")).toMatchInlineSnapshot(`
    [
      "baseline_dataset_input: /opt/ml/processing/input/baseline_dataset_input \${Parameters.transform_input}",
    ]
  `);
  expect(places(monitor, "ProcessingOutputConfig", "Outputs")).toMatchInlineSnapshot(`
    [
      "quality_check_output: /opt/ml/processing/output s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/monitoring/\${Execution.PipelineExecutionId}",
    ]
  `);
  expect(leaves(assess)).toMatchInlineSnapshot(`
    [
      "Name: AssessDrift",
      "Type: Lambda",
      "Description: Reads the report of violations",
      "DependsOn.0: MonitorInput",
      "FunctionArn: arn:aws:lambda:us-east-1:222222222222:function:assess-drift",
      "Arguments.violations_uri: s3://mammography-sagemaker-prod-222222222222/mammography-severity-model/monitoring/\${Execution.PipelineExecutionId}/constraint_violations.json",
      "OutputParameters.0.OutputName: drifted",
      "OutputParameters.0.OutputType: String",
      "OutputParameters.1.OutputName: violation_count",
      "OutputParameters.1.OutputType: Integer",
      "OutputParameters.2.OutputName: message",
      "OutputParameters.2.OutputType: String",
    ]
  `);
  expect(leaves(at(check?.Arguments, "Conditions"))).toMatchInlineSnapshot(`
    [
      "0.Type: Equals",
      "0.LeftValue: \${Steps.AssessDrift.OutputParameters['drifted']}",
      "0.RightValue: true",
    ]
  `);
  expect(leaves(drift?.Arguments)).toMatchInlineSnapshot(`
    [
      "ErrorMessage: \${Steps.AssessDrift.OutputParameters['message']}",
    ]
  `);
});
