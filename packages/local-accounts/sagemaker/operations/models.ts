import type { Permission } from "../authorization";
import { wireTime } from "../clock";
import { messageOf, validationException } from "../errors";
import { compact, listAt, objectAt, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Model } from "../model";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";
import { networkContext, requireInterfaces } from "../network";
import { locatePackage, packageAt, packagePermission } from "../registry/address";

const onModel = (action: string): Operation["permissions"] => {
  return ({ input, local }) => [
    { action: `sagemaker:${action}`, resource: local.scope.arn(`model/${text(input, "ModelName")}`) },
  ];
};

const CreateModel: Operation = {
  permissions: ({ input, local, stores }) => {
    const resource = local.scope.arn(`model/${text(input, "ModelName")}`);
    const packages = containersOf(input).flatMap((container): Permission[] => {
      const name = textAt(container, "ModelPackageName");
      if (name === undefined) return [];
      const address = locatePackage(stores, local, name);
      const describe = packagePermission("DescribeModelPackage", address);
      // A version of another account's: its group's policy must let models be made of it.
      return address.store === local ? [describe] : [describe, packagePermission("CreateModel", address)];
    });
    return [
      { action: "sagemaker:CreateModel", resource, context: networkContext(input) },
      ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource }]),
      ...packages,
    ];
  },
  run: async (request) => {
    const { input, caller, local, services } = request;
    const name = text(input, "ModelName");
    const arn = local.scope.arn(`model/${name}`);
    const roleArn = textAt(input, "ExecutionRoleArn");
    if (roleArn === undefined) throw validationException("ExecutionRoleArn is required to create a model");
    await services.authorization.requirePassRole(caller, local.scope.region, roleArn);
    if (local.models.has(name)) throw validationException(`Cannot create already existing model "${arn}".`);
    const [definition] = containersOf(input);
    if (definition === undefined)
      throw validationException("the rehearsal runs models of exactly one container");
    const container = resolveContainer(request, definition);
    await requireReadable(request, roleArn, container.modelData);
    await requireInterfaces(services, input, roleArn, "SageMaker", local.scope.region);
    const created = services.clock.now();
    const { Tags, ...described } = input;
    const description = compact({ ...described, ModelArn: arn, CreationTime: wireTime(created) });
    local.models.set(name, { arn, name, created, description, container, roleArn });
    local.tags.add(arn, Tags);
    return { ModelArn: arn };
  },
};

const DescribeModel: Operation = {
  permissions: onModel("DescribeModel"),
  run: ({ input, local }) => local.model(text(input, "ModelName")).description,
};

const ListModels: Operation = {
  permissions: () => [{ action: "sagemaker:ListModels", resource: "*" }],
  run: ({ input, local }) => {
    const { items, NextToken } = page(input, local.models.values(), {
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
};

const DeleteModel: Operation = {
  permissions: onModel("DeleteModel"),
  run: ({ input, local }) => {
    const model = local.model(text(input, "ModelName"));
    local.models.delete(model.name);
    local.tags.forget(model.arn);
    return {};
  },
};

export const modelOperations: Operations = { CreateModel, DescribeModel, ListModels, DeleteModel };

function containersOf(input: JsonObject): readonly Json[] {
  const primary = input["PrimaryContainer"];
  return primary === undefined ? listAt(input, "Containers") : [primary];
}

/**
 * Image, artifact and environment of a container definition; a model package is refused that is not approved, or has no
 * container.
 */
function resolveContainer({ stores, local }: Request, definition: Json): Model["container"] {
  const packageName = textAt(definition, "ModelPackageName");
  if (packageName === undefined) return containerOf(definition);
  const modelPackage = packageAt(locatePackage(stores, local, packageName));
  const status = text(modelPackage.description, "ModelApprovalStatus");
  if (status !== "Approved") {
    throw validationException(
      `Cannot create a model from model package ${modelPackage.arn}: its ModelApprovalStatus is ${status}, not Approved`,
    );
  }
  const own = ["Image", "ModelDataUrl"].filter((member) => textAt(definition, member) !== undefined);
  if (own.length > 0) {
    throw validationException(
      `the container has ${own.join(" and ")} beside ModelPackageName, and the rehearsal takes both from the model package`,
    );
  }
  const [packaged] = listAt(modelPackage.description, "InferenceSpecification", "Containers");
  if (packaged === undefined) {
    throw validationException(
      `Cannot create a model from model package ${modelPackage.arn}: it has no InferenceSpecification`,
    );
  }
  const container = containerOf(packaged);
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
async function requireReadable({ services, local }: Request, roleArn: string, uri: string): Promise<void> {
  if (uri === "") return;
  const { region } = local.scope;
  try {
    const storage = await services.storages.as(roleArn, "SageMaker", region);
    await storage.read(uri);
  } catch (error) {
    throw validationException(
      `Could not access model data at ${uri}. Please ensure that the role "${roleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${region}. (${messageOf(error)})`,
    );
  }
}
