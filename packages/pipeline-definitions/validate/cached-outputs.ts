import { isJsonObject } from "../json";
import { stepTypeOf } from "../service-model/step-types";
import type { ReadByAddress } from "./addresses";
import type { Finding } from "./finding";

/**
 * A step whose result comes from the cache writes nothing: its outputs are where the earlier execution
 * put them. Its properties hold that address; an address that somebody built by hand does not.
 */
export function checkCachedOutputs(reads: readonly ReadByAddress[]): readonly Finding[] {
  return reads.filter(isOfCache).map(({ producer: { name }, reader, pointer, fixed }) => ({
    code: "CachedOutputByHand",
    // A fixed address holds at least the output of the last execution that wrote there.
    severity: fixed ? "warning" : "error",
    step: reader.name,
    pointer,
    message: fixed
      ? `it reads what ${name} writes by its address: after a cache hit, that may be another execution's output`
      : `it reads what ${name} writes by an address put together by hand: after a cache hit, nothing is there`,
    fix: `refer to the property of ${name} that holds the output's address, or do not cache ${name}`,
  }));
}

/** Whether what is read can come from the cache. What else a folder above it holds is there in any case. */
export function isOfCache({ producer: { type, json }, above }: ReadByAddress): boolean {
  return (
    !above && stepTypeOf(type).cached && isJsonObject(json.CacheConfig) && json.CacheConfig.Enabled === true
  );
}
