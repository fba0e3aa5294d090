import { bucketStore } from "./bucket-store";
import { groupStore } from "./group-store";
import type { Resource, Store, StoreClients } from "./store";

/** The resources among these that hold data. */
export function storesAmong(resources: readonly Resource[], { s3, sagemaker }: StoreClients): Store[] {
  return resources.flatMap(({ type, values }) => {
    if (type === "aws_s3_bucket") return bucketStore(s3, String(values["bucket"]));
    if (type === "aws_sagemaker_model_package_group") {
      return groupStore(sagemaker, String(values["model_package_group_name"]));
    }
    return [];
  });
}
