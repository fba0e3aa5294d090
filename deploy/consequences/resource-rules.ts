import type { Json } from "sagemaker-pipeline-definitions";
import { inOrder, meaning, worstOf, type Consequence, type Meaning } from "./classes";
import { widening } from "./policy-widening";

/** What Terraform would do to a resource, without values that it marks as sensitive. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  /** As `terraform show -json` has them: `create`, `update`, `delete`. */
  readonly actions: readonly string[];
  /** The arguments that change: `{ from, to }`; null where there is none. */
  readonly values: Readonly<Record<string, Json>>;
}

/** Resources that hold what nobody can make again, and what that is. */
const HOLD_DATA: Readonly<Record<string, string>> = {
  aws_s3_bucket: "its objects are gone",
  aws_kms_key: "what it encrypts can never be read again",
  aws_cloudwatch_log_group: "its logs are gone",
  aws_sns_topic: "its confirmed subscriptions are gone",
  aws_sqs_queue: "the events that it keeps are gone",
  aws_sagemaker_model_package_group: "its versions and their approvals are gone",
};

/** Resources that hold nothing that Terraform would not make again. */
const HOLD_NOTHING: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_rule: "what starts by itself, and when",
  aws_cloudwatch_event_target: "what a rule starts or tells",
  aws_cloudwatch_metric_alarm: "what raises an alarm",
  aws_iam_role: "who may do what",
  aws_iam_role_policy: "who may do what",
  aws_kms_alias: "the name of a key",
  aws_lambda_function: "code that the pipelines and rules call",
  aws_s3_bucket_lifecycle_configuration: "when objects are deleted",
  aws_sns_topic_subscription: "who is told, and confirms it anew",
};

/** Resources that let somebody in by being there. */
const LET_IN: readonly RegExp[] = [
  /_permission$/,
  /_attachment$/,
  /_grant$/,
  /_access_key$/,
  /_instance_profile$/,
];

/** Resources that keep somebody out, or say who reads: a change of theirs may open what was closed. */
const KEEP_OUT: readonly RegExp[] = [
  /_public_access_block$/,
  /_ownership_controls$/,
  /_server_side_encryption_configuration$/,
  /_bucket_acl$/,
];

export const POLICIES: ReadonlySet<string> = new Set([
  "policy",
  "assume_role_policy",
  "resource_policy",
  "access_policy",
  "inline_policy",
]);

const TEXTS_FOR_PEOPLE: ReadonlySet<string> = new Set([
  "tags",
  "tags_all",
  "description",
  "display_name",
  "alarm_description",
]);

/** Arguments whose change ends data, wherever they stand. */
const END_DATA: Readonly<Record<string, string>> = {
  force_destroy: "whoever destroys it deletes what it holds",
  deletion_window_in_days: "the days change in which a deleted key can be had back",
  is_enabled: "what it encrypts may not be readable",
};

/** Arguments that say who acts, or what protects. */
const WHO_ACTS: ReadonlySet<string> = new Set([
  "role",
  "role_arn",
  "managed_policy_arns",
  "permissions_boundary",
  "principal",
  "source_arn",
  "source_account",
  "kms_key_arn",
  "kms_key_id",
  "kms_master_key_id",
  "sse_algorithm",
  "vpc_config",
  "endpoint",
]);

/** Arguments of which can be said what they do otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  schedule_expression: "it runs at other times",
  event_pattern: "other events start it",
  state: "it may be on or off",
};

/** Functions whose code decides more than who is told what: by a part of the address. */
const FUNCTIONS: readonly (readonly [RegExp, Meaning])[] = [
  [/latest.?approved.?model/i, meaning("predictions-change", "the version to use is chosen otherwise")],
  [/record.?version/i, meaning("retrains", "the next version is recorded otherwise")],
  [
    /assess.?drift|start.?retraining|send.?alert|delete.?models/i,
    meaning("runs-otherwise", "drift, alerts or cleaning are handled otherwise"),
  ],
];

/** The consequence of a planned change of a resource. */
export function consequenceOf(change: ResourceChange): Consequence {
  const found =
    worstOf(meaningsOf(change)) ?? meaning("runs-otherwise", "it is there, and does its work otherwise");
  const names = Object.keys(change.values);
  const replaced = isDeleted(change) && change.actions.includes("create");
  const shown = change.actions.includes("update") ? `: ${names.join(", ")}` : "";
  return {
    subject: change.address,
    what: `${replaced ? "replace" : change.actions.join(", ")}${shown}`,
    ...found,
  };
}

function meaningsOf(change: ResourceChange): Meaning[] {
  const { type, address } = change;
  const deleted = isDeleted(change) ? [ofDeletion(type)] : [];
  const byType = isDeletedForGood(change) && !matches(KEEP_OUT, type) ? [] : ofType(change);
  const byFunction =
    type === "aws_lambda_function" && !changesTextsAlone(change)
      ? [
          FUNCTIONS.find(([part]) => part.test(address))?.[1] ??
            meaning("predictions-change", "a function that is not known here"),
        ]
      : [];
  const byArgument = Object.entries(change.values).flatMap(([name, value]) =>
    ofArgument(change, name, value),
  );
  return inOrder([...deleted, ...byType, ...byFunction, ...byArgument]);
}

function isDeleted({ actions }: ResourceChange): boolean {
  return actions.includes("delete");
}

function isDeletedForGood({ actions }: ResourceChange): boolean {
  return actions.every((action) => action === "delete");
}

function ofDeletion(type: string): Meaning {
  const data = HOLD_DATA[type];
  if (data !== undefined) return meaning("deletes-data", data);
  const use = HOLD_NOTHING[type];
  if (use !== undefined) return meaning("runs-otherwise", `without it changes ${use}`);
  return isKnown(type)
    ? meaning("runs-otherwise", "it holds no data")
    : meaning("deletes-data", "what it holds is not known here");
}

/** Settings of a bucket, key, topic or queue are resources of their own; they hold nothing. */
function isKnown(type: string): boolean {
  return (
    type in HOLD_DATA ||
    type in HOLD_NOTHING ||
    matches([...LET_IN, ...KEEP_OUT, /_policy$/, /_bucket_versioning$/], type)
  );
}

function matches(patterns: readonly RegExp[], type: string): boolean {
  return patterns.some((pattern) => pattern.test(type));
}

function ofType(change: ResourceChange): Meaning[] {
  const { type } = change;
  const created = change.actions.every((action) => action === "create");
  if (changesTextsAlone(change)) return [];
  if (!isKnown(type)) return [meaning("widens-permission", "what it lets happen is not known here")];
  if (matches(LET_IN, type)) return [meaning("widens-permission", "it lets somebody in")];
  if (matches(KEEP_OUT, type) && !created)
    return [meaning("widens-permission", "it may open what was closed")];
  if (type === "aws_s3_bucket_lifecycle_configuration")
    return [meaning("deletes-data", "objects are deleted at another age")];
  if (type === "aws_s3_bucket_versioning" && !created)
    return [meaning("deletes-data", "without versions, what is overwritten is gone")];
  return [];
}

function changesTextsAlone({ actions, values }: ResourceChange): boolean {
  return (
    actions.every((action) => action === "update") &&
    Object.keys(values).every((name) => TEXTS_FOR_PEOPLE.has(name))
  );
}

function ofArgument({ type, actions }: ResourceChange, name: string, value: Json): Meaning[] {
  const { from, to } = value as { readonly from?: Json; readonly to?: Json };
  if (POLICIES.has(name)) return ofPolicy(from, to);
  const updated = actions.includes("update");
  if (updated && TEXTS_FOR_PEOPLE.has(name)) return [meaning("cosmetic", "a text for people")];
  if (!updated) return [];
  if (/retention/.test(name) && isShorter(from, to))
    return [meaning("deletes-data", "it keeps what it holds for less time")];
  const ends = END_DATA[name];
  if (ends !== undefined) return [meaning("deletes-data", ends)];
  if (WHO_ACTS.has(name))
    return [meaning("widens-permission", `what another ${name} lets happen cannot be told from here`)];
  return type === "aws_iam_role" || type === "aws_iam_role_policy"
    ? [meaning("widens-permission", `what another ${name} lets happen cannot be told from here`)]
    : [meaning("runs-otherwise", OTHERWISE[name] ?? "it does its work otherwise")];
}

function ofPolicy(from: Json | undefined, to: Json | undefined): Meaning[] {
  const [first, ...more] = widening(from, to);
  if (first === undefined)
    return [meaning("runs-otherwise", "it allows no more than before; who needs more is refused")];
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  return [meaning("widens-permission", `${first}${rest}`)];
}

/** Days or seconds; 0 days of a log group are for ever. What is no number may be less. */
function isShorter(from: Json | undefined, to: Json | undefined): boolean {
  if (typeof from !== "number" || typeof to !== "number") return true;
  return to !== 0 && (from === 0 || to < from);
}
