import { requiredSetting } from "../settings";

/** What the stack tells the function, as environment variables. */
export interface Settings {
  /** The environment by its env_group, as versions bear it in their metadata. */
  readonly environment: string;
  /** The environments whose versions this one runs, by their env_groups. */
  readonly readsVersionsOf: readonly string[];
  readonly trainPipelineName: string;
  /** In the registry account. */
  readonly modelPackageGroupArn: string;
  readonly alertTopicArn: string;
}

/** @throws FunctionError `MissingSetting` */
export function settingsFrom(variables: Readonly<Record<string, string | undefined>>): Settings {
  return {
    environment: requiredSetting(variables, "ENVIRONMENT"),
    readsVersionsOf: requiredSetting(variables, "READS_VERSIONS_OF").split(","),
    trainPipelineName: requiredSetting(variables, "TRAIN_PIPELINE_NAME"),
    modelPackageGroupArn: requiredSetting(variables, "MODEL_PACKAGE_GROUP_ARN"),
    alertTopicArn: requiredSetting(variables, "ALERT_TOPIC_ARN"),
  };
}
