import type { App } from "cdktf";
import { isProblem } from "sagemaker-promotion-core/problem";
import type { Model } from "../environments/environment";
import { imagesOf } from "../pipeline-defs/frameworks";
import { imageUri } from "../pipeline-defs/images";

/**
 * Checks, before anything is written, that the images of every environment's jobs are in its Region: found out at the
 * definitions, it would be after the stacks were applied.
 */
export function addImageCheck(app: App, models: readonly Model[]): void {
  app.node.addValidation({
    validate: () =>
      models
        .flatMap(({ environments }) => environments)
        .flatMap((environment) =>
          imagesOf(environment).flatMap((image) => {
            try {
              imageUri(image, environment);
              return [];
            } catch (error) {
              if (!isProblem(error)) throw error;
              return [`${environment.name}.tfvars.json, ${error.where}: ${error.message}. ${error.next}.`];
            }
          }),
        ),
  });
}
