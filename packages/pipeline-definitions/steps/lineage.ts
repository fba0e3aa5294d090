import type {
  AssociationEdgeType,
  CreateActionRequest,
  CreateArtifactRequest,
  CreateContextRequest,
} from "@aws-sdk/client-sagemaker";
import type { Inputs } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { defineStep, type Step, type StepOptions } from "../step";
import type { Input } from "../variable";

/** An entity that the same step creates, or one that exists. */
type LineageEntity =
  | { readonly Name: Input<string>; readonly Type: "Action" | "Artifact" | "Context" }
  | { readonly Arn: Input<string> };

export interface LineageStepOptions extends StepOptions {
  readonly arguments: {
    readonly Actions?: readonly Inputs<CreateActionRequest>[];
    readonly Artifacts?: readonly Inputs<CreateArtifactRequest>[];
    readonly Contexts?: readonly Inputs<CreateContextRequest>[];
    readonly Associations?: readonly {
      readonly Source: LineageEntity;
      readonly Destination: LineageEntity;
      readonly AssociationType?: AssociationEdgeType;
    }[];
  };
}

/** ARNs of what the step created, by name. */
interface LineageResult {
  ActionArns: Record<string, string>;
  ArtifactArns: Record<string, string>;
  ContextArns: Record<string, string>;
  Associations: string;
}

export interface LineageStep extends Step {
  readonly properties: Properties<LineageResult>;
}

/** Records where things come from. */
export function lineageStep(options: LineageStepOptions): LineageStep {
  return {
    ...defineStep("Lineage", options, { Arguments: options.arguments }),
    properties: propertiesOf(options.name),
  };
}
