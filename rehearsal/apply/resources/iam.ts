import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { CreateRoleCommandOutput } from "@aws-sdk/client-iam";
import type { Clients } from "../clients";
import { removedTags, tagList } from "../resource-type";
import type { Computed, ResourceType } from "../resource-type";

function roleAttributes(role: CreateRoleCommandOutput["Role"]): Computed {
  return {
    id: role?.RoleName ?? "",
    arn: role?.Arn ?? "",
    unique_id: role?.RoleId ?? "",
  };
}

/** A policy keeps five versions at most, and goes only without any but the default. */
async function deleteOldVersions({ iam }: Pick<Clients, "iam">, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion !== true) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
}

export const iamResources: Readonly<Record<string, ResourceType>> = {
  aws_iam_role: {
    arguments: ["name", "path", "description", "assume_role_policy", "max_session_duration", "tags"],
    replacedBy: ["name", "path"],
    async create(args, { clients, tags }) {
      const answer = await clients.iam.send(
        new CreateRoleCommand({
          RoleName: args.string("name"),
          Path: args.optionalString("path"),
          Description: args.optionalString("description"),
          AssumeRolePolicyDocument: args.string("assume_role_policy"),
          MaxSessionDuration: args.number("max_session_duration"),
          Tags: tagList(tags),
        }),
      );
      return roleAttributes(answer.Role);
    },
    async update(args, prior, { clients, tags }) {
      const RoleName = args.string("name");
      await clients.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: args.string("assume_role_policy") }),
      );
      await clients.iam.send(
        new UpdateRoleCommand({
          RoleName,
          Description: args.optionalString("description"),
          MaxSessionDuration: args.number("max_session_duration"),
        }),
      );
      await clients.iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.iam.send(new UntagRoleCommand({ RoleName, TagKeys }));
      return { id: RoleName, arn: prior.string("arn"), unique_id: prior.string("unique_id") };
    },
    async delete(attributes, { clients }) {
      await clients.iam.send(new DeleteRoleCommand({ RoleName: attributes.string("id") }));
      return undefined;
    },
  },
  aws_iam_instance_profile: {
    arguments: ["name", "path", "role", "tags"],
    replacedBy: ["name", "path"],
    async create(args, { clients, tags }) {
      const InstanceProfileName = args.string("name");
      const { InstanceProfile: profile } = await clients.iam.send(
        new CreateInstanceProfileCommand({
          InstanceProfileName,
          Path: args.optionalString("path"),
          Tags: tagList(tags),
        }),
      );
      const RoleName = args.string("role");
      await clients.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
      return {
        id: InstanceProfileName,
        arn: profile?.Arn ?? "",
        unique_id: profile?.InstanceProfileId ?? "",
      };
    },
    async update(args, prior, { clients, tags }) {
      const InstanceProfileName = args.string("name");
      const [before, RoleName] = [prior.string("role"), args.string("role")];
      if (RoleName !== before) {
        await clients.iam.send(
          new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: before }),
        );
        await clients.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
      }
      await clients.iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) {
        await clients.iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys }));
      }
      return { id: InstanceProfileName, arn: prior.string("arn"), unique_id: prior.string("unique_id") };
    },
    async delete(attributes, { clients }) {
      const InstanceProfileName = attributes.string("id");
      const RoleName = attributes.string("role");
      await clients.iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
      await clients.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
      return undefined;
    },
  },
  aws_iam_policy: {
    arguments: ["name", "path", "description", "policy", "tags"],
    replacedBy: ["name", "path", "description"],
    async create(args, { clients, tags }) {
      const { Policy: policy } = await clients.iam.send(
        new CreatePolicyCommand({
          PolicyName: args.string("name"),
          Path: args.optionalString("path"),
          Description: args.optionalString("description"),
          PolicyDocument: args.string("policy"),
          Tags: tagList(tags),
        }),
      );
      return { id: policy?.Arn ?? "", arn: policy?.Arn ?? "", policy_id: policy?.PolicyId ?? "" };
    },
    async update(args, prior, { clients, tags }) {
      const PolicyArn = prior.string("arn");
      if (args.string("policy") !== prior.string("policy")) {
        await clients.iam.send(
          new CreatePolicyVersionCommand({
            PolicyArn,
            PolicyDocument: args.string("policy"),
            SetAsDefault: true,
          }),
        );
        await deleteOldVersions(clients, PolicyArn);
      }
      await clients.iam.send(new TagPolicyCommand({ PolicyArn, Tags: tagList(tags) }));
      const TagKeys = removedTags(tags, prior);
      if (TagKeys.length > 0) await clients.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys }));
      return { id: PolicyArn, arn: PolicyArn, policy_id: prior.string("policy_id") };
    },
    async delete(attributes, { clients }) {
      const PolicyArn = attributes.string("arn");
      await deleteOldVersions(clients, PolicyArn);
      await clients.iam.send(new DeletePolicyCommand({ PolicyArn }));
      return undefined;
    },
  },
  aws_iam_role_policy_attachment: {
    arguments: ["role", "policy_arn"],
    replacedBy: ["role", "policy_arn"],
    async create(args, { clients }) {
      const [RoleName, PolicyArn] = [args.string("role"), args.string("policy_arn")];
      await clients.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      return { id: `${RoleName}/${PolicyArn}` };
    },
    async delete(attributes, { clients }) {
      await clients.iam.send(
        new DetachRolePolicyCommand({
          RoleName: attributes.string("role"),
          PolicyArn: attributes.string("policy_arn"),
        }),
      );
      return undefined;
    },
  },
  aws_iam_role_policy: {
    arguments: ["name", "role", "policy"],
    replacedBy: ["name", "role"],
    async create(args, { clients }) {
      const RoleName = args.string("role");
      const PolicyName = args.string("name");
      await clients.iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: args.string("policy") }),
      );
      return { id: `${RoleName}:${PolicyName}` };
    },
    async delete(attributes, { clients }) {
      await clients.iam.send(
        new DeleteRolePolicyCommand({
          RoleName: attributes.string("role"),
          PolicyName: attributes.string("name"),
        }),
      );
      return undefined;
    },
  },
};
