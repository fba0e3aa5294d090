import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package whose code a bundle holds. */
interface Package {
  /** `name version` */
  readonly title: string;
  /** Its licence and notices in full. */
  readonly text: string;
}

/** The licences of a bundle's packages, and the files that say them. */
export interface ThirdParty {
  readonly text: string;
  /** Relative to the project. */
  readonly files: readonly string[];
}

/** `node_modules/@aws-sdk/core/dist-es/index.js` → `node_modules/@aws-sdk/core` */
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/**
 * What the licences of the bundled packages ask to go along with their code: each text once, with the packages it is of.
 * @param root the project
 * @param inputs the bundled files, relative to the project
 */
export function thirdPartyLicences(root: string, inputs: readonly string[]): ThirdParty {
  const folders = new Set(inputs.flatMap((input) => PACKAGE_FOLDER.exec(input)?.[0] ?? []));
  const files: string[] = [];
  const read = (file: string): string => {
    files.push(file);
    return readFileSync(join(root, file), "utf8");
  };
  const packages = [...folders].map((folder): Package => {
    const { name, version, license } = JSON.parse(read(`${folder}/package.json`)) as Record<string, string>;
    const texts = readdirSync(join(root, folder))
      .filter((file) => LICENCE_FILE.test(file))
      .sort()
      .map((file) => read(`${folder}/${file}`).replaceAll("\r\n", "\n").trim());
    const text = texts.length > 0 ? texts.join("\n\n") : `Licence: ${license ?? "not stated"}`;
    return { title: `${name} ${version}`, text };
  });
  const titles = new Map<string, Set<string>>();
  for (const { title, text } of packages) titles.set(text, (titles.get(text) ?? new Set()).add(title));
  const sections = [...titles].map(([text, of]) => `${[...of].sort().join("\n")}\n\n${text}\n`);
  return { text: sections.sort().join(`\n${"-".repeat(80)}\n\n`), files };
}
