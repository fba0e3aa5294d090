import { gzipSync, strToU8 } from "fflate";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { packTar } from "sagemaker-promotion-core/tar";
import type { Environment } from "../environments/environment";
import type { Script } from "../pipeline-defs/code-assets";
import { frameworkOf } from "../pipeline-defs/frameworks";

/** What scripts need to know of the model, and no more: what else changes is no other file. */
export function descriptionFile({ description }: Pick<Environment, "description">): Script {
  const { task, target, classes } = description;
  const { contract } = frameworkOf(description);
  const columns = description.columns.map(({ name, type }) => ({ name, type }));
  return {
    filename: "description.json",
    content: strToU8(canonicalJson({ task, target, classes, columns, contract })),
  };
}

/**
 * Script mode's source, as the toolkit unpacks it: the same files give the same bytes everywhere.
 * @param own the program and its other files
 * @param modules a program's file of the same name takes a module's place
 */
export function programArchive(
  own: readonly Script[],
  modules: readonly Script[],
  description: Script,
): Script {
  const shared = modules.filter((one) => !own.some(({ filename }) => filename === one.filename));
  const files = [...own, ...shared, description];
  const sorted = [...files].sort((a, b) => (a.filename < b.filename ? -1 : 1));
  const archive = packTar(
    sorted.map(({ filename, content }) => ({ name: filename, body: Buffer.from(content) })),
  );
  // Node's own gzip differs from one release of zlib to the next.
  return { filename: "sourcedir.tar.gz", content: gzipSync(archive, { level: 9, mtime: 0 }) };
}
