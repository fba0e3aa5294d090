import { lib } from "./counted";
import { pick, ROLE, type Maker } from "./known";

const model: Maker = ({ choice, known, common, retry }) => {
  const step = lib.modelStep({
    ...common,
    ...retry,
    arguments: {
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: "image", Environment: { USED: pick(known.texts, choice.use) ?? "" } },
    },
  });
  return { step, names: [step.properties.ModelName], texts: [step.properties.ModelArn] };
};

const registerModel: Maker = ({ choice, known, common, retry }) => {
  const step = lib.registerModelStep({
    ...common,
    ...retry,
    arguments: {
      ModelPackageGroupName: "group",
      ModelApprovalStatus: "PendingManualApproval",
      InferenceSpecification: {
        Containers: [{ Image: "image", ModelDataUrl: pick(known.texts, choice.use) ?? "s3://bucket/m" }],
        SupportedContentTypes: ["text/csv"],
        SupportedTransformInstanceTypes: [known.machine],
      },
      CustomerMetadataProperties: { used: pick(known.texts, choice.use, 1) ?? "" },
    },
  });
  return {
    step,
    texts: [step.properties.ModelPackageArn],
    numbers: [step.properties.ModelPackageVersion],
  };
};

const endpointConfig: Maker = ({ choice, known, common, cache, retry }) => {
  const step = lib.endpointConfigStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      ProductionVariants: [
        {
          VariantName: "all",
          ModelName: pick(known.names, choice.use) ?? "model",
          InitialInstanceCount: known.count,
          InstanceType: known.machine,
        },
      ],
    },
  });
  return { step, names: [step.properties.EndpointConfigName] };
};

const endpoint: Maker = ({ choice, known, common, cache, retry }) => {
  const step = lib.endpointStep({
    ...common,
    ...cache,
    ...retry,
    arguments: { EndpointConfigName: pick(known.names, choice.use) ?? "config" },
  });
  return {
    step,
    names: [step.properties.EndpointName],
    numbers: [step.properties.ProductionVariants.item(0).CurrentInstanceCount],
  };
};

const inferenceComponent: Maker = ({ choice, known, common, cache, retry }) => {
  void cache;
  const step = lib.inferenceComponentStep({
    ...common,
    ...retry,
    arguments: {
      EndpointName: pick(known.names, choice.use) ?? "endpoint",
      VariantName: "all",
      Specification: {
        ModelName: pick(known.names, choice.use, 1) ?? "model",
        ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 },
      },
      RuntimeConfig: { CopyCount: known.count },
    },
  });
  return { step, names: [step.properties.InferenceComponentName] };
};

const lineage: Maker = ({ choice, known, common }) => {
  const text = pick(known.texts, choice.use) ?? "";
  const step = lib.lineageStep({
    ...common,
    arguments: {
      Actions: [{ ActionName: "run", ActionType: "t", Source: { SourceUri: text } }],
      Artifacts: [{ ArtifactName: "data", ArtifactType: "t", Source: { SourceUri: "s3://bucket/in" } }],
      Contexts: [{ ContextName: "team", ContextType: "t", Source: { SourceUri: text } }],
      Associations: [
        {
          Source: { Name: "data", Type: "Artifact" },
          Destination: choice.use % 2 === 0 ? { Name: "run", Type: "Action" } : { Arn: text },
          AssociationType: "ContributedTo",
        },
      ],
    },
  });
  return { step, texts: [step.properties.ActionArns.key("run")] };
};

/** Steps that make or record something of SageMaker's that stays. */
export const MODELS = {
  model,
  registerModel,
  endpointConfig,
  endpoint,
  inferenceComponent,
  lineage,
} satisfies Readonly<Record<string, Maker>>;
