import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Environment } from "../../environments/environment";
import { required } from "../aws/aws-handler";
import { SageMakerPipelines } from "../aws/pipelines";
import { asProblem } from "../aws/problems";
import { objectOf } from "../aws/s3-uri";
import { atHand } from "../aws/sign-in";
import type { Aws, Pipelines } from "../ports";

/** What an import asks of AWS; it only reads. */
export interface LivePipelines extends Pick<Aws, "caller"> {
  readonly pipelines: Pick<Pipelines, "describe">;
  /**
   * An object's content.
   * @throws Problem where it cannot be read
   */
  read(uri: string): Promise<Uint8Array>;
}

/**
 * As whoever calls: pipelines that are to move in are none of ours yet, and the roles that plan and deploy do not reach
 * them.
 */
export function livePipelines(environment: Environment): LivePipelines {
  const { config, caller, role } = atHand(environment);
  const s3 = new S3Client(config);
  return {
    caller,
    pipelines: new SageMakerPipelines(new SageMakerClient(config), role),
    read: (uri) =>
      asProblem({ action: "s3:GetObject", resource: uri, principal: role }, async () => {
        const { Body } = await s3.send(new GetObjectCommand(objectOf(uri)));
        return required(Body, "the object's content").transformToByteArray();
      }),
  };
}
