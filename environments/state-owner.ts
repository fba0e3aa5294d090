import type { ParsedFile } from "./parsed-file";

/** The group whose account keeps the Terraform state of every environment of a model. */
export const STATE_GROUP = "prod";

/**
 * The prod file of a file's model, which says where the state lies: the one with the file's own state bucket where a model
 * has several. Undefined for prod itself and for a model without prod.
 */
export function stateOwnerOf<File extends ParsedFile>(
  { sound }: ParsedFile,
  candidates: readonly File[],
): File | undefined {
  const { model_name: model, env_group: group, terraform_state_bucket: bucket } = sound;
  if (model === undefined || group === STATE_GROUP) return undefined;
  const owners = candidates.filter(
    (other) => other.sound.model_name === model && other.sound.env_group === STATE_GROUP,
  );
  return owners.find((other) => other.sound.terraform_state_bucket === bucket) ?? owners[0];
}

/** Whether nothing says where a file's state lies: neither the file itself nor a prod file among the candidates. */
export function lacksStateOwner(file: ParsedFile, candidates: readonly ParsedFile[]): boolean {
  const { env_group: group, model_name: model, terraform_state_role_arn: role } = file.sound;
  if (group === undefined || model === undefined || group === STATE_GROUP || role !== undefined) return false;
  if (file.findings.some(({ pointer }) => pointer === "/terraform_state_role_arn")) return false;
  // The owner may be a file whose errors hide its model: those are reported already.
  return stateOwnerOf(file, candidates) === undefined && !candidates.some(hidesModel);
}

/** Whether a file's errors hide which model it belongs to. */
export function hidesModel({ sound }: ParsedFile): boolean {
  return sound.model_name === undefined || sound.env_group === undefined;
}
