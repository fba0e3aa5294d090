import { pointTo } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { partsOf } from "./requests";
import { structuresIn } from "./structures";

/** A member that an API has and that Pipelines does not take in a step's arguments. */
interface Refused {
  /** Name of the structure's shape in the service model. */
  readonly shape: string;
  readonly members: readonly string[];
  readonly severity: Finding["severity"];
  readonly why: string;
  readonly fix: string;
}

/**
 * Where Pipelines' own list of arguments is known to be shorter than the API's. A warning where the one report of it is
 * not confirmed.
 */
const REFUSED: readonly Refused[] = [
  // The Python SDK's Step._trim_experiment_config keeps TrialComponentDisplayName alone (2.257.7).
  {
    shape: "ExperimentConfig",
    members: ["ExperimentName", "RunName", "TrialName"],
    severity: "error",
    why: "the pipeline names the experiment of its steps itself",
    fix: "keep TrialComponentDisplayName only, and give the pipeline a PipelineExperimentConfig",
  },
  // sagemaker-python-sdk 3472: Unknown Argument member 'ModelPackageName'.
  {
    shape: "CreateModelPackageInput",
    members: ["ModelPackageName"],
    severity: "error",
    why: "a step registers a version of a group, which has no name of its own",
    fix: "give ModelPackageGroupName instead",
  },
  // sagemaker-python-sdk 4994, open.
  {
    shape: "ContainerDefinition",
    members: ["AdditionalModelDataSources"],
    severity: "warning",
    why: "CreatePipeline has been reported to refuse it",
    fix: "put what the model needs into its own data",
  },
];

/** Members that the API would take and Pipelines refuses. */
export function checkNarrower({ steps }: IndexedDefinition): readonly Finding[] {
  return steps.flatMap((step) =>
    partsOf(step)
      .flatMap(({ value, shape, pointer }) => structuresIn(value, shape, pointer))
      .flatMap(({ shape, json, pointer }) =>
        REFUSED.filter((refused) => refused.shape === shape).flatMap(({ members, severity, why, fix }) =>
          members
            .filter((name) => json[name] !== undefined)
            .map((name): Finding => {
              const message = `a step's arguments have no ${name} here: ${why}`;
              return {
                code: "NotInPipelines",
                severity,
                step: step.name,
                pointer: pointTo(pointer, name),
                message,
                fix,
              };
            }),
        ),
      ),
  );
}
