import {
  cleanupStep,
  conditionStep,
  emrServerlessStep,
  equals,
  execution,
  jobStep,
  join,
  lambdaStep,
  processingStep,
  stringParameter,
} from "../..";
import { BUCKET, cluster, FUNCTION, python3, ROLE, SCIKIT_LEARN, TAGS } from "./common";

const rft = { JobCategory: "AgentRFT", JobConfigSchemaVersion: "1.0.0", RoleArn: ROLE } as const;

export const sdk3 = {
  emr_serverless_application: () => {
    const application = stringParameter("Application");
    const step = emrServerlessStep({
      name: "E",
      displayName: "D",
      description: "E",
      cache: { expireAfter: "P1D" },
      retry: [{ on: ["Step.THROTTLING"], backoffRate: 2, intervalSeconds: 1, maxAttempts: 2 }],
      arguments: {
        ApplicationId: application,
        ExecutionRoleArn: ROLE,
        JobConfig: {
          applicationId: application,
          executionRoleArn: ROLE,
          jobDriver: {
            sparkSubmit: {
              entryPoint: `s3://${BUCKET}/app.py`,
              entryPointArguments: ["--run", execution.PipelineExecutionId],
              sparkSubmitParameters: "--conf spark.executor.cores=2",
            },
          },
          configurationOverrides: {
            monitoringConfiguration: { s3MonitoringConfiguration: { logUri: `s3://${BUCKET}/logs` } },
          },
          executionTimeoutMinutes: 60,
          name: "job",
          tags: { a: "b" },
        },
      },
    });
    return python3(
      [step, lambdaStep({ name: "L", dependsOn: [step], functionArn: FUNCTION })],
      [application],
    );
  },
  emr_serverless_new_application: () => {
    const first = lambdaStep({ name: "L", functionArn: FUNCTION });
    const step = emrServerlessStep({
      name: "E",
      displayName: "D",
      description: "E",
      dependsOn: [first],
      arguments: {
        ApplicationConfig: {
          name: "app",
          releaseLabel: "emr-7.0.0",
          type: "HIVE",
          maximumCapacity: { cpu: "4vCPU", memory: "16gb" },
          autoStopConfiguration: { enabled: true, idleTimeoutMinutes: 15 },
        },
        ExecutionRoleArn: ROLE,
        JobConfig: {
          executionRoleArn: ROLE,
          jobDriver: {
            hive: {
              query: `s3://${BUCKET}/q.sql`,
              initQueryFile: `s3://${BUCKET}/i.sql`,
              parameters: "--hiveconf a=b",
            },
          },
        },
      },
    });
    return python3([first, step]);
  },
  run_conditions: () => {
    const a = lambdaStep({ name: "A", functionArn: FUNCTION });
    const onFailure = lambdaStep({
      name: "OnFailure",
      functionArn: FUNCTION,
      dependsOn: [{ step: a, trigger: "Failed" }],
    });
    const onEnd = lambdaStep({
      name: "OnEnd",
      functionArn: FUNCTION,
      dependsOn: [
        { step: "A", trigger: "Stopped" },
        { step: onFailure, trigger: "Any" },
      ],
    });
    const onSuccess = lambdaStep({
      name: "OnSuccess",
      functionArn: FUNCTION,
      dependsOn: [{ step: a, trigger: "Completed" }],
    });
    const c = conditionStep({
      name: "C",
      dependsOn: [{ step: a, trigger: "Any" }],
      conditions: [equals(1, 1)],
    });
    return python3([a, onFailure, onEnd, onSuccess, c]);
  },
  job: () => {
    const model = stringParameter("Model", { default: "m" });
    const output = join("/", [`s3://${BUCKET}/o`, execution.PipelineExecutionId, ""]);
    const step = jobStep({
      name: "J",
      displayName: "D",
      description: "E",
      cache: true,
      retry: [{ on: ["SageMaker.RESOURCE_LIMIT"], backoffRate: 2, intervalSeconds: 1, maxAttempts: 3 }],
      arguments: {
        ...rft,
        JobConfigDocument: join("", [
          '{"OutputDataConfig": {"S3OutputPath": "',
          output,
          '"}, "ModelSource": "',
          model,
          '", "Epochs": 3, "Nothing": null}',
        ]),
        Tags: TAGS,
      },
    });
    const { JobArn: arn, JobStatus: status, JobConfigDocument: document } = step.properties;
    const use = lambdaStep({ name: "L", functionArn: FUNCTION, inputs: { arn, status, document } });
    return python3([step, use], [model], {
      MlflowResourceArn: "arn:aws:sagemaker:us-east-1:222222222222:mlflow-app/app-1",
      MlflowExperimentName: join("-", ["e", model]),
    });
  },
  cleanup: () => {
    const p = processingStep({
      name: "P",
      arguments: {
        AppSpecification: { ImageUri: SCIKIT_LEARN },
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: "o",
              S3Output: {
                LocalPath: "/opt/ml/processing/o",
                S3UploadMode: "EndOfJob",
                S3Uri: `s3://${BUCKET}/o`,
              },
            },
          ],
        },
        ProcessingResources: cluster(),
        RoleArn: ROLE,
      },
    });
    const j = jobStep({ name: "J", arguments: { ...rft, JobConfigDocument: "{}" } });
    const c = cleanupStep({
      name: "C",
      displayName: "D",
      description: "E",
      dependsOn: [{ step: j, trigger: "Any" }],
      sources: [
        { step: p, uris: [`s3://${BUCKET}/o/a.csv`, join("/", [p.outputs.o, "b.csv"])] },
        { step: j },
      ],
    });
    return python3([p, j, c]);
  },
};
