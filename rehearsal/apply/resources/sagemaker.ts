import {
  AddTagsCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageGroupCommand,
  DeleteModelPackageGroupPolicyCommand,
  DeleteTagsCommand,
  PutModelPackageGroupPolicyCommand,
} from "@aws-sdk/client-sagemaker";
import { removedTags, tagList } from "../resource-type";
import type { ResourceType } from "../resource-type";

export const sagemakerResources: Readonly<Record<string, ResourceType>> = {
  aws_sagemaker_model_package_group: {
    arguments: ["model_package_group_name", "model_package_group_description", "tags"],
    replacedBy: ["model_package_group_name", "model_package_group_description"],
    async create(args, { clients, tags }) {
      const ModelPackageGroupName = args.string("model_package_group_name");
      const answer = await clients.sagemaker.send(
        new CreateModelPackageGroupCommand({
          ModelPackageGroupName,
          ModelPackageGroupDescription: args.optionalString("model_package_group_description"),
          Tags: tagList(tags),
        }),
      );
      return { id: ModelPackageGroupName, arn: answer.ModelPackageGroupArn ?? "" };
    },
    async update(_, prior, { clients, tags }) {
      const ResourceArn = prior.string("arn");
      await clients.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys }));
      return { id: prior.string("id"), arn: ResourceArn };
    },
    async delete(attributes, { clients }) {
      const ModelPackageGroupName = attributes.string("id");
      await clients.sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName }));
      return undefined;
    },
  },
  aws_sagemaker_model_package_group_policy: {
    arguments: ["model_package_group_name", "resource_policy"],
    replacedBy: ["model_package_group_name"],
    async create(args, { clients }) {
      const ModelPackageGroupName = args.string("model_package_group_name");
      await clients.sagemaker.send(
        new PutModelPackageGroupPolicyCommand({
          ModelPackageGroupName,
          ResourcePolicy: args.string("resource_policy"),
        }),
      );
      return { id: ModelPackageGroupName };
    },
    async delete(attributes, { clients }) {
      await clients.sagemaker.send(
        new DeleteModelPackageGroupPolicyCommand({ ModelPackageGroupName: attributes.string("id") }),
      );
      return undefined;
    },
  },
};
