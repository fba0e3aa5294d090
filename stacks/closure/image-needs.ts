import type { Environment } from "../../environments/environment";
import type { Image } from "../../pipeline-defs/images";
import { executionRoles } from "../arns";
import { imagesOf } from "../images";
import type { Need } from "./need";

/** The images that an environment's jobs run. Amazon's repositories let everybody in; the role has to be allowed to ask. */
export function imageNeeds(environment: Environment): Need[] {
  const { name } = environment;
  return executionRoles(environment).flatMap((principal) => [
    {
      purpose: `${name} signs in to Amazon's image registries`,
      principal,
      actions: ["ecr:GetAuthorizationToken"],
      // GetAuthorizationToken knows no resource.
      resource: "*",
      scope: { Resource: "*" },
      context: {},
    },
    ...imagesOf(environment).flatMap((image): Need[] => {
      const resource = repositoryArn(environment, image);
      return resource === undefined
        ? []
        : [
            {
              purpose: `${name} pulls ${image.title}`,
              principal,
              actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
              resource,
              scope: { Resource: resource },
              context: {},
            },
          ];
    }),
  ]);
}

/** Undefined where Amazon publishes no such image: the pipeline's definition says so, and what to do. */
function repositoryArn({ partition, region }: Environment, image: Image): string | undefined {
  const account = image.registries[region];
  return account && `arn:${partition}:ecr:${region}:${account}:repository/${image.repository}`;
}
