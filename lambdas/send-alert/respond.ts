import type { PublishInput } from "@aws-sdk/client-sns";
import { REGISTER_MODEL_STEP } from "../../pipeline-defs/step-names";
import { FunctionError } from "../function-error";
import type { Mail } from "../mail";
import { parseStepEvent, type StepEvent, type StepStatusChangeEvent } from "../step-event";
import { approvalMail, failureMail, type RegisteredVersion } from "./alert";
import { causeOf, type JobReader } from "./jobs";

export interface AlertServices extends JobReader {
  describeModelPackage(arn: string): Promise<RegisteredVersion>;
  publish(input: PublishInput): Promise<unknown>;
}

/** What came of an event. */
export type Sent = "failure" | "approval" | "nothing";

/**
 * Sends one e-mail for a step that failed, or for a version that waits for approval.
 * @throws FunctionError `AlertNotSent`, `UnexpectedEvent`, `InvalidArn`
 */
export async function sendAlert(
  services: AlertServices,
  topicArn: string,
  event: StepStatusChangeEvent,
): Promise<Sent> {
  const step = parseStepEvent(event);
  const [sent, mail] = await mailFor(services, step);
  if (mail === undefined) return sent;
  try {
    await services.publish({ TopicArn: topicArn, ...mail });
  } catch (error) {
    throw new FunctionError(
      "AlertNotSent",
      `${topicArn} did not take the alert on ${step.executionArn} (${sent}). ` +
        `Check that the function's role may publish to the topic and use its key.`,
      error,
    );
  }
  return sent;
}

async function mailFor(services: AlertServices, step: StepEvent): Promise<[Sent, Mail | undefined]> {
  if (step.status === "Failed") return ["failure", failureMail(step, await causeOf(services, step))];
  const arn = step.made["registerModel"];
  if (step.status !== "Succeeded" || step.stepName !== REGISTER_MODEL_STEP || arn === undefined) {
    throw new FunctionError(
      "UnexpectedEvent",
      `This function tells of failed steps and of registered versions, not of ${JSON.stringify({ status: step.status, step: step.stepName })}. ` +
        `Correct the pattern of the EventBridge rule that calls it.`,
    );
  }
  const version = await services.describeModelPackage(arn);
  // Who starts a training may not approve; somebody else may have been quicker than this event.
  return version.ModelApprovalStatus === "PendingManualApproval"
    ? ["approval", approvalMail(step, version)]
    : ["nothing", undefined];
}
