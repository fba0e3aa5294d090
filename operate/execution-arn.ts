import { parseArn } from "sagemaker-promotion-core/arn";
import { Problem } from "sagemaker-promotion-core/problem";
import { commandFor } from "../deploy/command-line";
import type { Environment } from "../environments/environment";

/** The pipeline and the id of an execution's ARN, `…:pipeline/<name>/execution/<id>`. */
export function placeOf(arn: string): { readonly pipeline: string; readonly id: string } {
  const [, pipeline = "", , id = ""] = parseArn(arn)?.resource.split("/") ?? [];
  return { pipeline, id };
}

const ID = /^[a-z0-9]{12}$/;

/**
 * The ARNs that an execution may have which a person names by its ARN or by its id alone.
 * @throws Problem `NoExecution`
 */
export function executionArns(reference: string, environment: Environment): readonly string[] {
  const pipelines = [environment.trainPipeline.arn, environment.inferencePipeline.arn];
  if (ID.test(reference)) return pipelines.map((arn) => `${arn}/execution/${reference}`);
  const own = pipelines.some((arn) => reference.toLowerCase().startsWith(`${arn.toLowerCase()}/execution/`));
  if (own && ID.test(placeOf(reference).id)) return [reference];
  throw noExecution(reference, environment);
}

/** What is no execution of the environment's pipelines, or is so no more. */
export function noExecution(
  reference: string,
  { name, trainPipeline, inferencePipeline }: Environment,
): Problem {
  return new Problem({
    code: "NoExecution",
    blame: "user",
    message: `${reference} is no execution of ${name}`,
    where: [trainPipeline, inferencePipeline].map(({ arn }) => `${arn}/execution/<id>`).join(" or "),
    next: `pass an execution's ARN or its id: ${commandFor("runs", name)} lists them`,
  });
}
