import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { cacheFolder } from "sagemaker-promotion-core/cache-folder";
import { Problem } from "sagemaker-promotion-core/problem";
import { variable } from "sagemaker-promotion-core/variable";

/** The Groovy that Jenkins carries (`groovy-all` in the BOM of jenkinsci/jenkins). */
const VERSION = "2.4.21";
const SHA256 = "de65260cf2070442e99882f2f3d72e7531725c1e6a257446cc0cea525c607bd0";
const FILE = `groovy-all-${VERSION}.jar`;
const PATH = `org/codehaus/groovy/groovy-all/${VERSION}/${FILE}`;
const MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2";

export interface Jar {
  readonly environment?: NodeJS.ProcessEnv;
  /** One line for a person, before something is downloaded. */
  readonly progress?: (line: string) => void;
  readonly fetch?: typeof fetch;
}

/**
 * Groovy's jar: the file that GROOVY_JAR names, or else one downloaded once, from Maven Central or the repository that
 * MAVEN_REPOSITORY is the address of. Whatever its origin, it is the one whose checksum stands here.
 * @throws Problem `GroovyUnreachable`, `GroovyAltered`
 */
export async function groovyJar(options: Jar = {}): Promise<string> {
  const { environment = process.env, progress = () => undefined } = options;
  const given = variable("GROOVY_JAR", environment);
  if (given !== undefined) {
    if (!existsSync(given)) throw unreachable(given, "there is no such file");
    return verified(given, readFileSync(given));
  }
  const cached = join(cacheFolder(environment), FILE);
  if (existsSync(cached)) return verified(cached, readFileSync(cached));
  const repository = variable("MAVEN_REPOSITORY", environment) ?? MAVEN_CENTRAL;
  const address = `${repository.replace(/\/+$/, "")}/${PATH}`;
  progress(`downloading Groovy ${VERSION} (7 MB), once: ${cached}`);
  const content = await download(address, options.fetch ?? fetch);
  verified(address, content);
  // Another process may be about to do the same.
  writeWhole(cached, content);
  return cached;
}

async function download(address: string, get: typeof fetch): Promise<Buffer> {
  let answer: Response;
  try {
    answer = await get(address);
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    throw unreachable(address, cause instanceof Error ? cause.message : message, error);
  }
  throw unreachable(address, `HTTP ${answer.status}`);
}

function unreachable(where: string, why: string, cause?: unknown): Problem {
  return new Problem({
    code: "GroovyUnreachable",
    blame: "environment",
    message: `Groovy ${VERSION} cannot be had: ${why}`,
    where,
    next: `set MAVEN_REPOSITORY to the address of a repository that you reach, or GROOVY_JAR to a copy of ${FILE}`,
    cause,
  });
}

function verified(where: string, content: Buffer): string {
  if (createHash("sha256").update(content).digest("hex") === SHA256) return where;
  throw new Problem({
    code: "GroovyAltered",
    blame: "environment",
    message: `this is not ${FILE} as Maven Central has it: its SHA-256 is another`,
    where,
    next: "delete it if it is a file, look for who changed it if it is not, and start again",
  });
}
