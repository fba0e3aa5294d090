import { GetFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Functions } from "../ports";
import { asProblem, unlessMissing } from "./problems";

/** Functions in Lambda. */
export class LambdaFunctions implements Functions {
  constructor(
    private readonly client: LambdaClient,
    private readonly principal: string,
  ) {}

  exists(arn: string): Promise<boolean> {
    const call = { action: "lambda:GetFunction", resource: arn, principal: this.principal };
    return asProblem(call, async () => {
      const found = await unlessMissing(this.client.send(new GetFunctionCommand({ FunctionName: arn })));
      return found !== undefined;
    });
  }
}
