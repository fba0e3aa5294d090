import { InvokeCommand, LambdaClient, LambdaServiceException } from "@aws-sdk/client-lambda";
import { parseArn } from "sagemaker-promotion-core/arn";
import { NO_ENDPOINT_OF_AWS } from "sagemaker-promotion-core/without-aws";
import { messageOf } from "./errors";
import type { Json } from "./json";
import { asText, isObject, parseJson } from "./json";
import type { Sessions } from "./sessions";

/** What a function answered: its result, or the error that it threw. */
export type FunctionAnswer =
  | { readonly result: Json }
  | { readonly error: string }
  /** Lambda did not run it: no permission, no function, throttled, or a fault of the service's. */
  | { readonly refused: string; readonly fault?: "service" | "throttling" };

/** Lambda, as a Lambda step calls it. */
export interface Functions {
  invoke(roleArn: string, session: string, functionArn: string, payload: Json): Promise<FunctionAnswer>;
}

/** Lambda behind the gateway, with the pipeline role's credentials. */
export function lambdaFunctions(sessions: Sessions, endpoint: string): Functions {
  return {
    async invoke(roleArn, session, functionArn, payload) {
      const region = parseArn(functionArn)?.region;
      if (region === undefined) return { refused: `${functionArn} is no function's ARN` };
      const credentials = await sessions.credentials(roleArn, session);
      const client = new LambdaClient({
        ...NO_ENDPOINT_OF_AWS,
        region,
        endpoint,
        credentials,
        maxAttempts: 1,
      });
      try {
        const answer = await client.send(
          new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(payload)) }),
        );
        const text = Buffer.from(answer.Payload ?? []).toString();
        const result = parseJson(text) ?? null;
        return answer.FunctionError === undefined ? { result } : { error: functionError(result, text) };
      } catch (error) {
        const status = error instanceof LambdaServiceException ? error.$metadata.httpStatusCode : 500;
        const fault = status === 429 ? "throttling" : (status ?? 500) >= 500 ? "service" : undefined;
        return { refused: messageOf(error), ...(fault === undefined ? {} : { fault }) };
      } finally {
        client.destroy();
      }
    },
  };
}

/** The error of a function as Lambda reports it: `{ errorType, errorMessage }`. */
function functionError(result: Json, text: string): string {
  if (!isObject(result) || result["errorMessage"] === undefined) return text;
  const type = result["errorType"] === undefined ? "" : `${asText(result["errorType"])}: `;
  return `${type}${asText(result["errorMessage"])}`;
}
