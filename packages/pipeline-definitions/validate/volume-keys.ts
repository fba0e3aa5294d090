import { pointTo, type Json } from "../json";
import { hasLocalStorage } from "../service-model/local-storage";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { everyObject } from "./objects";
import { parameterOf } from "./reference";

/**
 * Keys of volumes. ResourceConfig documents the id and the ARN of a key, and no alias, where TransformResources has all
 * four forms; none takes a key beside an instance type with local storage (API reference, VolumeKmsKeyId of each).
 */
export function checkVolumeKeys(indexed: IndexedDefinition): readonly Finding[] {
  const known = (json: Json | undefined): Json | undefined => {
    const name = json === undefined ? undefined : parameterOf(json);
    return name === undefined
      ? json
      : indexed.parameters.find((parameter) => parameter.name === name)?.json.DefaultValue;
  };
  return everyObject(indexed).flatMap(({ json, pointer, from }): Finding[] => {
    const { VolumeKmsKeyId: given, InstanceType: type } = json;
    if (from === undefined || given === undefined || given === null) return [];
    const at = pointTo(pointer, "VolumeKmsKeyId");
    const found = (code: string, severity: Finding["severity"], message: string, fix: string): Finding => ({
      code,
      severity,
      step: from.name,
      pointer: at,
      message,
      fix,
    });
    const [key, instance] = [known(given), known(type)];
    const findings: Finding[] = [];
    if (from.type !== "Transform" && typeof key === "string" && /(?:^|:)alias\//.test(key)) {
      const message = `${key} is an alias; the API documents key ids and key ARNs only for this volume`;
      findings.push(
        found("VolumeKeyIsAlias", "warning", message, "give the key's ARN, or leave VolumeKmsKeyId out"),
      );
    }
    if (typeof instance === "string" && hasLocalStorage(instance)) {
      const message = `${instance} has local storage, and the service takes no volume key for such a type`;
      const fix = "leave VolumeKmsKeyId out: local storage is encrypted by the machine itself";
      findings.push(found("VolumeKeyWithLocalStorage", "error", message, fix));
    }
    return findings;
  });
}
