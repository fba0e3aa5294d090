import { Testing } from "cdktf";
import { TerraformStack } from "cdktf";
import { PrivateBucket } from "../../stacks/constructs/private-bucket";
import { PROVIDER_VERSION_CONTEXT } from "../../stacks/constructs/terraform-settings";

/** What a bucket's encryption says of SSE-C, for a pinned version of hashicorp/aws. */
function blocked(version: string | undefined): unknown {
  const context = version === undefined ? {} : { [PROVIDER_VERSION_CONTEXT]: version };
  const stack = new TerraformStack(Testing.app({ context }), "stack");
  new PrivateBucket(stack, "bucket", { name: "b", partition: "aws", existing: false });
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    readonly resource: Readonly<Record<string, Record<string, { readonly rule: readonly object[] }>>>;
  };
  const [setting] = Object.values(resource["aws_s3_bucket_server_side_encryption_configuration"] ?? {});
  return (setting?.rule[0] as Record<string, unknown>)["blocked_encryption_types"];
}

test.each([
  [undefined, ["SSE-C"]],
  ["5.100.0", undefined],
  ["6.21.3", undefined],
  ["6.22.0", ["SSE-C"]],
  ["~> 6.40", ["SSE-C"]],
  ["7.0.0", ["SSE-C"]],
])("provider %s: SSE-C is blocked where the provider can say so", (version, types) => {
  expect(blocked(version)).toEqual(types);
});
