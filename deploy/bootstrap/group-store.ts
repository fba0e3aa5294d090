import { DeleteModelPackageCommand, paginateListModelPackages } from "@aws-sdk/client-sagemaker";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { asProblem, isMissing } from "../aws/problems";
import { count } from "../text";
import type { Store } from "./store";

/** A model package group as a store of model versions. */
export function groupStore(sagemaker: SageMakerClient, group: string): Store {
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> =>
    asProblem({ action, resource: group, principal: "the credentials at hand" }, run);

  /** ARNs of all versions; none where there is no such group. */
  const versions = (): Promise<string[]> =>
    call("sagemaker:ListModelPackages", async () => {
      const arns: string[] = [];
      // The API's default is Unversioned (its reference, ListModelPackages).
      const request = { ModelPackageGroupName: group, ModelPackageType: "Versioned" } as const;
      try {
        for await (const page of paginateListModelPackages({ client: sagemaker }, request)) {
          arns.push(
            ...(page.ModelPackageSummaryList ?? []).flatMap(({ ModelPackageArn }) => ModelPackageArn ?? []),
          );
        }
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return arns;
    });

  return {
    name: `model package group ${group}`,
    async look() {
      const { length } = await versions();
      return { amount: length === 0 ? undefined : count(length, "model version"), statesInUse: [] };
    },
    async empty() {
      for (const ModelPackageName of await versions()) {
        await call("sagemaker:DeleteModelPackage", () =>
          sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName })),
        );
      }
    },
  };
}
