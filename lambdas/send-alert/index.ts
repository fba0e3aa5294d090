import {
  DescribeModelPackageCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { requiredSetting } from "../settings";
import type { StepStatusChangeEvent } from "../step-event";
import { sendAlert, type Sent } from "./respond";

const sagemaker = new SageMakerClient({});
const sns = new SNSClient({});

/** Target of the alert rules: EventBridge calls it asynchronously, at least once for each event. */
export async function handler(event: StepStatusChangeEvent): Promise<Sent> {
  return sendAlert(
    {
      describeProcessingJob: (name) =>
        sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })),
      describeTrainingJob: (name) =>
        sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
      describeTransformJob: (name) =>
        sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: name })),
      describeModelPackage: (arn) =>
        sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn })),
      publish: (input) => sns.send(new PublishCommand(input)),
    },
    requiredSetting(process.env, "ALERT_TOPIC_ARN"),
    event,
  );
}
