import type { JsonObject } from "./json";

/** A model that jobs can serve. */
export interface Model {
  readonly arn: string;
  readonly name: string;
  readonly created: number;
  /** What DescribeModel answers. */
  readonly description: JsonObject;
  /** Image and artifact, taken from the model package where the model names one. */
  readonly container: {
    readonly image: string;
    readonly modelData: string;
    readonly environment: JsonObject;
  };
  readonly roleArn: string;
}
