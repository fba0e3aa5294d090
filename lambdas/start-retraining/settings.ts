import { FunctionError } from "../function-error";

/** What the stack tells the function, as environment variables. */
export interface Settings {
  readonly trainPipelineName: string;
  /** In the registry account. */
  readonly modelPackageGroupArn: string;
  readonly alertTopicArn: string;
}

/** @throws FunctionError `MissingSetting` */
export function settingsFrom(variables: Readonly<Record<string, string | undefined>>): Settings {
  const required = (name: string): string => {
    const value = variables[name];
    if (value) return value;
    throw new FunctionError(
      "MissingSetting",
      `The environment variable ${name} is not set. Deploy the promotion stack again.`,
    );
  };
  return {
    trainPipelineName: required("TRAIN_PIPELINE_NAME"),
    modelPackageGroupArn: required("MODEL_PACKAGE_GROUP_ARN"),
    alertTopicArn: required("ALERT_TOPIC_ARN"),
  };
}
