import type { Demand } from "./authorization";
import { wireTime } from "./clock";
import { messageOf, validationException } from "./errors";
import { compact, listAt, objectAt, text, textAt } from "./json";
import type { Json, JsonObject } from "./json";
import type { Operations } from "./operation";
import { page } from "./paging";
import type { Region } from "./regions";
import { locatePackage, packageAt, packageDemand } from "./registry/packages";
import type { Service } from "./service";

/** A model that jobs can serve. */
export interface Model {
  readonly arn: string;
  readonly name: string;
  readonly created: number;
  /** What DescribeModel answers. */
  readonly description: JsonObject;
  /** Image and artifact, taken from the model package where the model names one. */
  readonly container: {
    readonly image: string;
    readonly modelData: string;
    readonly environment: JsonObject;
  };
  readonly roleArn: string;
}

export function modelOf(region: Region, name: string): Model {
  const model = region.models.get(name);
  if (model === undefined)
    throw validationException(`Could not find model "${region.arn(`model/${name}`)}".`);
  return model;
}

function containersOf(input: JsonObject): readonly Json[] {
  const primary = input["PrimaryContainer"];
  return primary === undefined ? listAt(input, "Containers") : [primary];
}

export function modelOperations(service: Service): Operations {
  const onModel = (action: string) => (input: JsonObject, home: Region) => [
    { action: `sagemaker:${action}`, resource: home.arn(`model/${text(input, "ModelName")}`) },
  ];
  return {
    CreateModel: {
      demands: (input, home) => {
        const resource = home.arn(`model/${text(input, "ModelName")}`);
        const packages = containersOf(input).flatMap((container): Demand[] => {
          const name = textAt(container, "ModelPackageName");
          if (name === undefined) return [];
          const address = locatePackage(service, name, home);
          const describe = packageDemand("DescribeModelPackage", address);
          // A version of another account's: its group's policy must let models be made of it.
          return address.region === home ? [describe] : [describe, packageDemand("CreateModel", address)];
        });
        return [
          { action: "sagemaker:CreateModel", resource },
          ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource }]),
          ...packages,
        ];
      },
      run: async ({ input, caller, home }) => {
        const name = text(input, "ModelName");
        const arn = home.arn(`model/${name}`);
        const roleArn = textAt(input, "ExecutionRoleArn");
        if (roleArn === undefined)
          throw validationException("ExecutionRoleArn is required to create a model");
        await service.authorization.requirePassRole(caller, home.name, roleArn);
        if (home.models.has(name))
          throw validationException(`Cannot create already existing model "${arn}".`);
        const [first, ...more] = containersOf(input);
        if (first === undefined || more.length > 0) {
          throw validationException("the rehearsal runs models of exactly one container");
        }
        const container = resolveContainer(service, first, home);
        await requireReadable(service, roleArn, container.modelData, home);
        const created = service.clock.now();
        const { Tags, ...described } = input;
        const description = compact({ ...described, ModelArn: arn, CreationTime: wireTime(created) });
        home.models.set(name, { arn, name, created, description, container, roleArn });
        home.tags.add(arn, Tags);
        return { ModelArn: arn };
      },
    },
    DescribeModel: {
      demands: onModel("DescribeModel"),
      run: ({ input, home }) => modelOf(home, text(input, "ModelName")).description,
    },
    ListModels: {
      demands: () => [{ action: "sagemaker:ListModels", resource: "*" }],
      run: ({ input, home }) => {
        const { items, NextToken } = page(input, home.models.values(), {
          created: (model) => model.created,
          name: (model) => model.name,
          sorts: { Name: (model) => model.name },
        });
        const Models = items.map(({ name, arn, created }) => ({
          ModelName: name,
          ModelArn: arn,
          CreationTime: wireTime(created),
        }));
        return compact({ Models, NextToken });
      },
    },
    DeleteModel: {
      demands: onModel("DeleteModel"),
      run: ({ input, home }) => {
        const model = modelOf(home, text(input, "ModelName"));
        home.models.delete(model.name);
        home.tags.forget(model.arn);
        return {};
      },
    },
  };
}

/** Image, artifact and environment of a container definition; an unapproved model package is refused. */
function resolveContainer(service: Service, definition: Json, home: Region): Model["container"] {
  const packageName = textAt(definition, "ModelPackageName");
  if (packageName === undefined) return containerOf(definition);
  const modelPackage = packageAt(locatePackage(service, packageName, home));
  const status = text(modelPackage.description, "ModelApprovalStatus");
  if (status !== "Approved") {
    throw validationException(
      `Cannot create a model from model package ${modelPackage.arn}: its ModelApprovalStatus is ${status}, not Approved`,
    );
  }
  const container = containerOf(listAt(modelPackage.description, "InferenceSpecification", "Containers")[0]);
  const environment = { ...container.environment, ...containerOf(definition).environment };
  return { ...container, environment };
}

function containerOf(definition: Json | undefined): Model["container"] {
  return {
    image: text(definition, "Image"),
    modelData: text(definition, "ModelDataUrl"),
    environment: objectAt(definition, "Environment"),
  };
}

/** AWS opens the artifact with the model's role when the model is created. */
async function requireReadable(service: Service, roleArn: string, uri: string, home: Region): Promise<void> {
  if (uri === "") return;
  try {
    const storage = await service.storages.as(roleArn, "SageMaker", home.name);
    await storage.read(uri);
  } catch (error) {
    throw validationException(
      `Could not access model data at ${uri}. Please ensure that the role "${roleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${home.name}. (${messageOf(error)})`,
    );
  }
}
