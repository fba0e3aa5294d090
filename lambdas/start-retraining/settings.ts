import { requiredSetting } from "../settings";

/** What the stack tells the function, as environment variables. */
export interface Settings {
  readonly trainPipelineName: string;
  /** In the registry account. */
  readonly modelPackageGroupArn: string;
  readonly alertTopicArn: string;
}

/** @throws FunctionError `MissingSetting` */
export function settingsFrom(variables: Readonly<Record<string, string | undefined>>): Settings {
  return {
    trainPipelineName: requiredSetting(variables, "TRAIN_PIPELINE_NAME"),
    modelPackageGroupArn: requiredSetting(variables, "MODEL_PACKAGE_GROUP_ARN"),
    alertTopicArn: requiredSetting(variables, "ALERT_TOPIC_ARN"),
  };
}
