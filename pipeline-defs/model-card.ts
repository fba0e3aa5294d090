import type { Environment } from "../environments/environment";
import { metricsGroup } from "../models/metrics";
import { featuresOf, type ModelDescription } from "../models/model";
import { execution, type Input, type StringVariable } from "sagemaker-pipeline-definitions";
import { SCRIPTS } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { imageUri } from "./images";
import { joinedJson, quoted, Spliced, type Joinable } from "./joined-json";

/** A metric, and the interval that holds its true value as often as the level says. */
export interface MetricValues {
  readonly value: Input<number>;
  readonly lower: Input<number>;
  readonly upper: Input<number>;
  readonly level: Input<number>;
}

/** What the card of a version tells that its environment does not know. */
export interface CardFacts {
  /** S3 addresses: of the artifact, of the data that was given, and of the rows that were measured on. */
  readonly artifact: Input<string>;
  readonly data: Input<string>;
  readonly test: Input<string>;
  readonly metric: MetricValues;
  /** `metric_groups` as `ml/evaluate.py` writes them; undefined with an evaluate.py of the model's own. */
  readonly groups: Input<string> | undefined;
  /** Of the version's metadata, whose form bounds them, those that the card tells too. */
  readonly told: Readonly<Record<string, Input<string>>>;
}

/** Characters for what is known now. A card has 100,000 (API: ModelCardContent), of which the evaluation takes half at most. */
const MOST_KNOWN = 40_000;
/** Longest texts (developer guide, "Model package model card schema"). */
const LONGEST_OBSERVATION = 1024;
const LONGEST_HYPERPARAMETER = 255;

/** What an objective function calls our metrics (sagemaker 2.257.7, model_card/schema_constraints.py, FacetEnum). */
const FACETS: Readonly<Record<string, string>> = {
  accuracy: "Accuracy",
  auc: "AUC",
  log_loss: "Loss",
  mae: "MAE",
  rmse: "RMSE",
};

/**
 * The card that is registered with a version, of a model package's own schema (developer guide, "model-registry-details",
 * "Model package model card schema"). It is a draft: that a version is approved says its ModelApprovalStatus.
 */
export function modelCard(
  environment: Environment,
  facts: CardFacts,
): { readonly ModelCardContent: StringVariable; readonly ModelCardStatus: "Draft" } {
  const { description } = environment;
  const hyperparameters = hyperparametersOf(description);
  const fits = JSON.stringify(hyperparameters).length <= MOST_KNOWN / 2;
  return {
    ModelCardContent: joinedJson(contentOf(environment, facts, fits ? hyperparameters : undefined)),
    ModelCardStatus: "Draft",
  };
}

function contentOf(
  environment: Environment,
  facts: CardFacts,
  hyperparameters: readonly Joinable[] | undefined,
): Joinable {
  const { description, group } = environment;
  const { card, metric } = description;
  const facet = FACETS[metric.name];
  return {
    model_overview: { model_creator: card.owner ?? group, model_artifact: [quoted(facts.artifact)] },
    intended_uses: {
      purpose_of_model: description.title,
      intended_uses: card.intendedUse,
      risk_rating: card.riskRating,
    },
    training_details: {
      objective_function: {
        function: {
          function: metric.direction === "maximize" ? "Maximize" : "Minimize",
          ...(facet === undefined ? { condition: metric.name } : { facet }),
        },
      },
      training_observations: learnedFrom(description),
      training_job_details: {
        training_datasets: [quoted(facts.data)],
        training_environment: { container_image: [imageUri(frameworkOf(description).trains, environment)] },
        hyper_parameters: hyperparameters,
      },
    },
    evaluation_details: [
      {
        name: "Test split",
        evaluation_observation: splitOf(description),
        datasets: [quoted(facts.test)],
        metric_groups:
          facts.groups === undefined ? [ownGroup(description, facts.metric)] : new Spliced([facts.groups]),
      },
    ],
    additional_information: {
      caveats_and_recommendations: card.limits,
      custom_details: {
        environment: group,
        execution_id: quoted(execution.PipelineExecutionId),
        ...Object.fromEntries(Object.entries(facts.told).map(([name, value]) => [name, quoted(value)])),
      },
    },
  };
}

/** `Predicts price from area, heating.` */
function learnedFrom(description: ModelDescription): string {
  const features = featuresOf(description).map(({ name }) => name);
  const text = `Predicts ${description.target} from ${features.join(", ")}.`;
  return text.length <= LONGEST_OBSERVATION ? text : `${text.slice(0, LONGEST_OBSERVATION - 1)}…`;
}

/** How the shared scripts split the data (`ml/preprocess.py`); of scripts of the model's own nothing is known. */
function splitOf({ scripts }: ModelDescription): string | undefined {
  const isShared = !scripts.includes(SCRIPTS.preprocess) && !scripts.includes(SCRIPTS.preprocessSpark);
  return isShared
    ? "A hash of each row's values splits the data into training, validation and test; neither the training nor its preparation has seen these rows."
    : undefined;
}

function hyperparametersOf({ hyperparameters }: ModelDescription): readonly Joinable[] {
  return Object.entries(hyperparameters)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ({ name, value: value.slice(0, LONGEST_HYPERPARAMETER) }));
}

/** All that is known of what an evaluate.py of the model's own reports. */
function ownGroup(
  { task, metric }: ModelDescription,
  { value, lower, upper, level }: MetricValues,
): Joinable {
  const notes = quoted("interval at level ", level, ": ", lower, " to ", upper);
  return {
    name: metricsGroup(task),
    metric_data: [{ name: metric.name, type: "number", value: new Spliced([value]), notes }],
  };
}
