import type { Environment, Model } from "../environments/environment";
import type { IConstruct } from "constructs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { parseArn } from "sagemaker-promotion-core/arn";
import { resourceNames, type ResourceKey, type ResourceKind } from "../environments/resources";
import { topicArn } from "./arns";
import { type App, TerraformResource, TerraformStack } from "cdktf";

/** Keys of an environment file that name something, beside those of what may be there already. */
type NamingKey = ResourceKey | "model_name" | "pipelines_alert_topic_name";

/** A kind of resource whose name can exist only once. */
interface NamedKind {
  /** Within what: IAM knows no Region, and a bucket's name is one for all accounts. */
  readonly within: "partition" | "account" | "region";
  /** Undefined for resources of another kind. */
  readonly nameOf: (resource: IConstruct) => string | undefined;
  /** What an environment's file names of this kind: ARNs and names, by key. What is named after the model is not here. */
  readonly named: (environment: Environment) => readonly (readonly [NamingKey, string | undefined])[];
}

function kind<Resource extends IConstruct>(
  resources: new (...args: never[]) => Resource,
  nameOf: (resource: Resource) => string | undefined,
  within: NamedKind["within"],
  named: NamedKind["named"] = () => [],
): NamedKind {
  return {
    within,
    named,
    nameOf: (resource) => (resource instanceof resources ? nameOf(resource) : undefined),
  };
}

/** Every kind of resource that the stacks create by a name of our choosing. */
const NAMED_KINDS: readonly NamedKind[] = [
  kind(S3Bucket, ({ bucketInput }) => bucketInput, "partition", namedInFiles("bucket")),
  kind(IamRole, ({ nameInput }) => nameInput, "account", namedInFiles("role")),
  kind(IamPolicy, ({ nameInput }) => nameInput, "account", namedInFiles("role")),
  kind(IamInstanceProfile, ({ nameInput }) => nameInput, "account", namedInFiles("role")),
  kind(KmsAlias, ({ nameInput }) => nameInput, "region", namedInFiles("key")),
  kind(
    SagemakerModelPackageGroup,
    ({ modelPackageGroupNameInput }) => modelPackageGroupNameInput,
    "region",
    namedInFiles("group"),
  ),
  kind(CloudwatchLogGroup, ({ nameInput }) => nameInput, "region", namedInFiles("logGroup")),
  kind(
    SnsTopic,
    ({ nameInput }) => nameInput,
    "region",
    (environment) => [["pipelines_alert_topic_name", topicArn(environment)]],
  ),
  kind(LambdaFunction, ({ functionNameInput }) => functionNameInput, "region"),
  kind(CloudwatchEventRule, ({ nameInput }) => nameInput, "region"),
  kind(CloudwatchMetricAlarm, ({ alarmNameInput }) => alarmNameInput, "region"),
  kind(SqsQueue, ({ nameInput }) => nameInput, "region"),
];

function namedInFiles(kind: ResourceKind): NamedKind["named"] {
  return (environment) => resourceNames(environment, kind);
}

/** A resource that a stack creates by a name of our choosing. */
interface Named {
  readonly kind: NamedKind;
  /** Terraform's: `aws_sns_topic`. */
  readonly type: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  /** Of the construct. */
  readonly path: string;
}

/**
 * Checks, before anything is written, that no two stacks create one thing: AWS refuses the second role or bucket, and
 * takes the second topic or rule for the first, which the stacks would then overwrite in turn.
 */
export function addDuplicateCheck(app: App, models: readonly Model[]): void {
  const environments = models.flatMap((model) => model.environments);
  app.node.addValidation({
    validate: () => {
      const makers = new Map<string, Named[]>();
      for (const named of namesOf(app)) {
        const identity = [named.type, named.name, placeOf(named)].join(" ");
        makers.set(identity, [...(makers.get(identity) ?? []), named]);
      }
      return [...makers.values()].flatMap(([first, ...others]) =>
        first === undefined || others.length === 0 ? [] : [explain(first, others, environments)],
      );
    },
  });
}

/** All that the stacks of an app create by a name, in the order it was made. */
export function namesOf(app: App): Named[] {
  return app.node.children
    .filter((stack) => TerraformStack.isStack(stack))
    .flatMap((stack) => {
      const nodes = stack.node.findAll();
      const provider = nodes.find((node) => node instanceof AwsProvider);
      const [account = ""] = provider?.allowedAccountIdsInput ?? [];
      const place = { account, region: provider?.regionInput ?? "", stack: stack.node.id };
      return nodes
        .filter((node) => TerraformResource.isTerraformResource(node))
        .flatMap((resource): Named[] => {
          const { terraformResourceType: type, node } = resource;
          return NAMED_KINDS.flatMap((kind) => {
            const name = kind.nameOf(resource);
            return name === undefined ? [] : [{ ...place, kind, type, name, path: node.path }];
          });
        });
    });
}

/** Where the name must be unique; empty for everywhere. */
function placeOf({ kind, account, region }: Named): string {
  if (kind.within === "partition") return "";
  return ` of account ${account}${kind.within === "region" ? `, ${region}` : ""}`;
}

function explain(first: Named, others: readonly Named[], environments: readonly Environment[]): string {
  const { type, name } = first;
  const makers = [first, ...others].map(({ stack, path }) => `${stack} (${path})`).join(" and ");
  const files = new Map<NamingKey, string[]>();
  for (const environment of environments) {
    const key = keyOf(first, environment);
    if (key !== undefined) files.set(key, [...(files.get(key) ?? []), `${environment.name}.tfvars.json`]);
  }
  const change = [...files].map(([key, paths]) => `${key} in ${paths.join(" or ")}`).join(" or ");
  return `${type} ${name}${placeOf(first)} is created by ${makers}, and can exist only once. Change ${change}${otherwise([...files.keys()])}.`;
}

/** What else fixes it. */
function otherwise(keys: readonly NamingKey[]): string {
  if (keys.includes("model_name")) return ", or deploy one of them to another account or Region";
  if (keys.includes("pipelines_alert_topic_name")) return "";
  return ", or list it in existing_resources of all but one";
}

/** The key by which an environment's file comes to name the resource; undefined where it does not. */
function keyOf(named: Named, environment: Environment): NamingKey | undefined {
  const said = named.kind.named(environment).find(([, value]) => value !== undefined && names(value, named));
  if (said !== undefined) return said[0];
  const name = named.name.replace(/^(?:alias\/|\/aws\/lambda\/)/, "");
  const own = ["-", "/"].some((end) => name.startsWith(`${environment.modelName}${end}`));
  return own && named.account === environment.account ? "model_name" : undefined;
}

function names(value: string, { kind, name, account }: Named): boolean {
  const arn = parseArn(value);
  if (arn === undefined) return value === name;
  if (kind.within !== "partition" && arn.account !== account) return false;
  return arn.resource === name || arn.resource.endsWith(`/${name}`);
}
