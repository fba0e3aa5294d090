import {
  endpointConfigStep,
  endpointStep,
  execution,
  inferenceComponentStep,
  join,
  lambdaStep,
  lineageStep,
  modelStep,
  notebookJobStep,
  stringParameter,
  trainingStep,
} from "../..";
import { BUCKET, FUNCTION, KMS, python, ROLE, SCIKIT_LEARN, TAGS, XGBOOST } from "./common";

export const serving = {
  endpoint: () => {
    const model = modelStep({
      name: "M-CreateModel",
      arguments: {
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Environment: {},
          Image: XGBOOST,
          ModelDataUrl: `s3://${BUCKET}/m/model.tar.gz`,
        },
      },
    });
    const config = endpointConfigStep({
      name: "EC",
      arguments: {
        EndpointConfigName: "ec",
        ProductionVariants: [
          {
            InitialInstanceCount: 1,
            InitialVariantWeight: 1,
            InstanceType: "ml.m5.large",
            ModelName: model.properties.ModelName,
            VariantName: "AllTraffic",
          },
        ],
        Tags: [],
      },
    });
    const endpoint = endpointStep({
      name: "E",
      arguments: {
        EndpointConfigName: config.properties.EndpointConfigName,
        EndpointName: "e",
        Tags: [],
      },
    });
    return python([model, config, endpoint]);
  },
  inference_component_chained: () => {
    const variant = stringParameter("Variant", { default: "v" });
    const endpoint = endpointStep({
      name: "E",
      arguments: { EndpointConfigName: "ec", EndpointName: "e", Tags: [] },
    });
    const component = inferenceComponentStep({
      name: "IC",
      displayName: "D",
      description: "E",
      dependsOn: [endpoint],
      arguments: {
        EndpointName: endpoint.properties.EndpointName,
        InferenceComponentName: "ic",
        RuntimeConfig: { CopyCount: 2 },
        Specification: {
          ComputeResourceRequirements: {
            MaxMemoryRequiredInMb: 4096,
            MinMemoryRequiredInMb: 1024,
            NumberOfAcceleratorDevicesRequired: 1,
          },
          Container: {
            ArtifactUrl: `s3://${BUCKET}/m.tar.gz`,
            Environment: { A: "B" },
            Image: XGBOOST,
          },
          StartupParameters: {
            ContainerStartupHealthCheckTimeoutInSeconds: 600,
            ModelDataDownloadTimeoutInSeconds: 600,
          },
        },
        Tags: TAGS,
        VariantName: variant,
      },
    });
    const use = lambdaStep({
      name: "L",
      functionArn: FUNCTION,
      inputs: {
        arn: component.properties.InferenceComponentArn,
        copies: component.properties.RuntimeConfig.DesiredCopyCount,
        status: endpoint.properties.EndpointStatus,
        weight: endpoint.properties.ProductionVariants.named("v").CurrentWeight,
      },
    });
    return python([endpoint, component, use], [variant]);
  },
  lineage_chained: () => {
    const place = stringParameter("Place", { default: "s3://b/x" });
    const output = `s3://${BUCKET}/m`;
    const train = trainingStep({
      name: "T",
      arguments: {
        AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
        DebugHookConfig: { CollectionConfigurations: [], S3OutputPath: output },
        InputDataConfig: [
          {
            ChannelName: "train",
            DataSource: {
              S3DataSource: {
                S3DataDistributionType: "FullyReplicated",
                S3DataType: "S3Prefix",
                S3Uri: `s3://${BUCKET}/t`,
              },
            },
          },
        ],
        OutputDataConfig: { S3OutputPath: output },
        ProfilerConfig: { DisableProfiler: false, S3OutputPath: output },
        ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 },
        RoleArn: ROLE,
        StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      },
    });
    const { TrainingJobArn, TrainingJobStatus, ModelArtifacts } = train.properties;
    const lineage = lineageStep({
      name: "Lineage",
      displayName: "D",
      description: "E",
      dependsOn: [train],
      arguments: {
        Actions: [
          {
            ActionName: "run",
            ActionType: "ModelTraining",
            Description: "d",
            Properties: { status: TrainingJobStatus },
            Source: { SourceType: "ARN", SourceUri: TrainingJobArn },
            Status: "Completed",
            Tags: TAGS,
          },
        ],
        Artifacts: [
          {
            ArtifactName: "model",
            ArtifactType: "Model",
            Properties: { k: "v" },
            Source: { SourceUri: ModelArtifacts.S3ModelArtifacts },
          },
        ],
        Contexts: [
          {
            ContextName: "context",
            ContextType: "x",
            Description: "d",
            Properties: { p: place },
            Source: { SourceType: "y", SourceUri: place },
          },
        ],
        Associations: [
          {
            Source: { Name: "run", Type: "Action" },
            Destination: {
              Arn: "arn:aws:sagemaker:us-east-1:222222222222:artifact/00000000000000000000000000000000",
            },
            AssociationType: "ContributedTo",
          },
          { Source: { Arn: TrainingJobArn }, Destination: { Name: "model", Type: "Artifact" } },
        ],
      },
    });
    const { ActionArns, ArtifactArns, ContextArns, Associations } = lineage.properties;
    const use = lambdaStep({
      name: "L",
      functionArn: FUNCTION,
      inputs: {
        model: ArtifactArns.key("model"),
        run: ActionArns.key("run"),
        context: ContextArns.key("context"),
        associations: Associations,
      },
    });
    return python([train, lineage, use], [place]);
  },
  notebook_job: () => {
    const seed = stringParameter("Seed", { default: "7" });
    const folder = `s3://${BUCKET}/nb`;
    const notebook = notebookJobStep({
      name: "N",
      displayName: "D",
      description: "E",
      jobName: "n-ipynb-2023-11-14-22-13-20-0",
      roleArn: ROLE,
      region: "us-east-1",
      image: SCIKIT_LEARN,
      kernel: "python3",
      notebook: { uri: `${folder}/p/N/input-2023-11-14-22-13-20-0`, file: "n.ipynb" },
      output: { uri: join("/", [folder, "p", execution.PipelineExecutionId, "N"]), kmsKeyId: KMS },
      parameters: { seed, rate: "0.1" },
      environment: { K: "V" },
      arguments: { Tags: TAGS, VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] } },
    });
    const use = lambdaStep({
      name: "L",
      functionArn: FUNCTION,
      inputs: {
        job: notebook.properties.TrainingJobName,
        status: notebook.properties.TrainingJobStatus,
        out: notebook.outputNotebook.file,
        prefix: notebook.outputNotebook.uri,
      },
    });
    return python([notebook, use], [seed]);
  },
};
