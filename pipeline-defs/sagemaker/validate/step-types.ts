/** What a step must say: fields of its own, and arguments. */
export interface Required {
  readonly fields: readonly string[];
  readonly arguments: readonly string[];
}

const none: readonly string[] = [];
const check: Required = {
  fields: ["CheckType"],
  arguments: ["ProcessingResources", "AppSpecification", "RoleArn"],
};

/**
 * Every step type, with what it requires. Arguments: the required members of the request that the step makes, without the
 * job's name, which the service makes up (botocore 1.44.5, sagemaker). Fields: what the classes of the Python SDK 2.257.7
 * always write.
 */
export const REQUIRED: ReadonlyMap<string, Required> = new Map(
  Object.entries({
    AutoML: { fields: none, arguments: ["InputDataConfig", "OutputDataConfig", "RoleArn"] },
    Callback: { fields: ["SqsQueueUrl"], arguments: none },
    ClarifyCheck: check,
    Condition: { fields: none, arguments: ["Conditions"] },
    EMR: { fields: none, arguments: ["StepConfig"] },
    EMRServerless: { fields: none, arguments: none },
    Endpoint: { fields: none, arguments: ["EndpointConfigName"] },
    EndpointConfig: { fields: none, arguments: ["ProductionVariants"] },
    Fail: { fields: none, arguments: none },
    InferenceComponent: { fields: none, arguments: ["EndpointName"] },
    Lambda: { fields: ["FunctionArn"], arguments: none },
    Lineage: { fields: none, arguments: none },
    Model: { fields: none, arguments: none },
    Processing: { fields: none, arguments: ["ProcessingResources", "AppSpecification", "RoleArn"] },
    QualityCheck: check,
    RegisterModel: { fields: none, arguments: none },
    Training: { fields: none, arguments: ["OutputDataConfig", "RoleArn"] },
    Transform: {
      fields: none,
      arguments: ["ModelName", "TransformInput", "TransformOutput", "TransformResources"],
    },
    Tuning: { fields: none, arguments: ["HyperParameterTuningJobConfig"] },
  }),
);
