import { parseArn } from "sagemaker-promotion-core/arn";
import { describeText } from "sagemaker-promotion-core/characters";
import { escapePointer } from "sagemaker-promotion-core/json-text";
import { explainRegion } from "sagemaker-promotion-core/regions";
import type { Remark } from "sagemaker-promotion-core/finding";

/**
 * One remark for every Region that AWS does not have, where it is written: in aws_region and in ARNs. Rules across keys do
 * not see these, so no advice about another place repeats the mistake.
 */
export function checkRegions(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    const region = pointer === "/aws_region" ? value : parseArn(value)?.region;
    // IAM's ARNs have none.
    if (region === undefined || (region === "" && pointer !== "/aws_region")) return [];
    const fault = explainRegion(region);
    return fault === undefined ? [] : [{ pointer, ...fault, found: describeText(region) }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    checkRegions(child, `${pointer}/${escapePointer(key)}`),
  );
}
