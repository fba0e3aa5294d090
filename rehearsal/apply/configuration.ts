import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { stringOf } from "./arguments";
import type { Json } from "./arguments";

type JsonObject = { readonly [key: string]: Json };

/** One `resource` block of a synthesized stack. */
export interface ResourceBlock {
  /** `aws_sns_topic.alerts` */
  readonly address: string;
  readonly type: string;
  readonly body: JsonObject;
  /** Addresses this block refers to, by interpolation or `depends_on`. */
  readonly dependencies: readonly string[];
  readonly createBeforeDestroy: boolean;
}

interface ProviderBlock {
  readonly region: string;
  readonly assumeRoleArn: string | undefined;
  readonly externalId: string | undefined;
  readonly allowedAccounts: readonly string[];
  readonly defaultTags: Readonly<Record<string, string>>;
}

export interface BackendBlock {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly roleArn: string | undefined;
  readonly externalId: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly useLockfile: boolean;
}

/** A synthesized stack, as the local apply understands it. */
export interface Configuration {
  /** Folder of `cdk.tf.json`; asset paths are relative to it. */
  readonly folder: string;
  readonly provider: ProviderBlock;
  /** Undefined for a stack that keeps its state in a local file. */
  readonly backend: BackendBlock | undefined;
  /** In an order in which every block comes after those it refers to. */
  readonly resources: readonly ResourceBlock[];
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Sections of a stack that the local apply carries out; `//` is cdktf's own metadata. */
const SECTIONS = new Set(["//", "output", "provider", "resource", "terraform"]);
/** Keys of a resource block that Terraform itself reads; the provider never sees them. */
const META_ARGUMENTS = new Set(["//", "depends_on", "lifecycle", "provider"]);
/** An escaped opening (`$${`, `%%{`), a directive, or an interpolation. */
const TEMPLATE = /([$%])\1\{|%\{|\$\{([^}]*)\}/g;
const ATTRIBUTE = /^(aws_[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z_]+)$/;

function refuse(message: string, where: string): Problem {
  return new Problem({
    code: "UnsupportedConfiguration",
    blame: "bug",
    message,
    where,
    next: "use a form that rehearsal/apply knows, or teach it this one; `npm run synth` writes the file",
  });
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Terraform JSON writes a single block as an object or as a list of one. */
function single(value: Json | undefined): JsonObject {
  return object(Array.isArray(value) ? (value as readonly Json[])[0] : value);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function referencesIn(value: Json, where: string): string[] {
  if (typeof value === "string") {
    return [...value.matchAll(TEMPLATE)].flatMap((match) => {
      if (match[1] !== undefined) return [];
      const attribute = ATTRIBUTE.exec(match[2] ?? "");
      if (attribute?.[1] === undefined) {
        throw refuse(`the local apply resolves references only, not the expression ${match[0]}`, where);
      }
      return attribute[1];
    });
  }
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item as Json, where));
  if (value !== null && typeof value === "object") {
    return Object.values(value).flatMap((item) => referencesIn(item, where));
  }
  return [];
}

/**
 * Replaces every `${type.name.attribute}` by what `lookup` knows of it, and an escaped opening by what it stands for. A
 * string that is one reference keeps its type.
 */
export function resolve(value: Json, lookup: (address: string, attribute: string) => Json): Json {
  if (typeof value === "string") {
    const replaceOne = (expression: string): Json => {
      const attribute = ATTRIBUTE.exec(expression);
      return attribute?.[1] === undefined || attribute[2] === undefined
        ? expression
        : lookup(attribute[1], attribute[2]);
    };
    const whole = /^\$\{([^}]*)\}$/.exec(value);
    if (whole?.[1] !== undefined) return replaceOne(whole[1]);
    return value.replace(TEMPLATE, (_, escaped: string | undefined, expression: string) =>
      escaped === undefined ? stringOf(replaceOne(expression)) : `${escaped}{`,
    );
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item as Json, lookup));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [stringOf(resolve(key, lookup)), resolve(item, lookup)]),
    );
  }
  return value;
}

function sortByDependency(blocks: ResourceBlock[], file: string): ResourceBlock[] {
  const byAddress = new Map(blocks.map((block) => [block.address, block]));
  const sorted: ResourceBlock[] = [];
  const state = new Map<string, "visiting" | "done">();
  const visit = (block: ResourceBlock): void => {
    if (state.get(block.address) === "done") return;
    if (state.get(block.address) === "visiting") throw refuse(`${block.address} depends on itself`, file);
    state.set(block.address, "visiting");
    for (const address of block.dependencies) {
      const dependency = byAddress.get(address);
      if (dependency === undefined)
        throw refuse(`${block.address} refers to ${address}, which is not there`, file);
      visit(dependency);
    }
    state.set(block.address, "done");
    sorted.push(block);
  };
  blocks.forEach(visit);
  return sorted;
}

function parseResources(document: JsonObject, file: string): ResourceBlock[] {
  const blocks = Object.entries(object(document["resource"])).flatMap(([type, named]) =>
    Object.entries(object(named)).map(([name, block]): ResourceBlock => {
      const address = `${type}.${name}`;
      const all = object(block);
      const body = Object.fromEntries(Object.entries(all).filter(([key]) => !META_ARGUMENTS.has(key)));
      const explicit = all["depends_on"];
      const dependencies = [
        ...referencesIn(body, `${file} ${address}`),
        ...(Array.isArray(explicit) ? explicit.map(String) : []),
      ];
      return {
        address,
        type,
        body,
        dependencies: [...new Set(dependencies)],
        createBeforeDestroy: single(all["lifecycle"])["create_before_destroy"] === true,
      };
    }),
  );
  return sortByDependency(blocks, file);
}

/** A stack of the example has some 100 KB. */
const LONGEST_STACK = 16 * MEBIBYTE;

/** Reads a synthesized stack. Throws a Problem for anything that the local apply could not carry out faithfully. */
export function readConfiguration(folder: string): Configuration {
  const file = join(folder, "cdk.tf.json");
  const json = readUserFile(file, {
    what: "the synthesized stack",
    limit: LONGEST_STACK,
    next: "write the stacks again: npm run synth",
  }).toString("utf8");
  const document = JSON.parse(json) as JsonObject;
  for (const section of Object.keys(document)) {
    if (!SECTIONS.has(section)) throw refuse(`the local apply knows no "${section}" section`, file);
  }
  const provider = single(object(document["provider"])["aws"]);
  const allowed = provider["allowed_account_ids"];
  const backend = single(object(document["terraform"])["backend"])["s3"];
  const s3 = backend === undefined ? undefined : single(backend);
  return {
    folder,
    provider: {
      region: text(provider["region"]) ?? "us-east-1",
      assumeRoleArn: text(single(provider["assume_role"])["role_arn"]),
      externalId: text(single(provider["assume_role"])["external_id"]),
      allowedAccounts: Array.isArray(allowed) ? allowed.map(String) : [],
      defaultTags: object(single(provider["default_tags"])["tags"]) as Record<string, string>,
    },
    backend:
      s3 === undefined
        ? undefined
        : {
            bucket: text(s3["bucket"]) ?? "",
            key: text(s3["key"]) ?? "",
            region: text(s3["region"]) ?? "us-east-1",
            roleArn: text(single(s3["assume_role"])["role_arn"]),
            externalId: text(single(s3["assume_role"])["external_id"]),
            kmsKeyId: text(s3["kms_key_id"]),
            useLockfile: s3["use_lockfile"] === true,
          },
    resources: parseResources(document, file),
    outputs: Object.fromEntries(
      Object.entries(object(document["output"])).map(([name, output]) => [
        name,
        object(output)["value"] ?? null,
      ]),
    ),
  };
}
