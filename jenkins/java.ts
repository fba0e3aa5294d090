import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { variable } from "sagemaker-promotion-core/variable";

/** Groovy 2.4 runs on 7 and later, Jenkins's own classes then on 8; up to 25 was tried. */
const OLDEST = 8;

/**
 * The `java` of JAVA_HOME, or else of PATH.
 * @throws Problem `NoJava`
 */
export function findJava(environment: NodeJS.ProcessEnv = process.env): string {
  const home = variable("JAVA_HOME", environment);
  const java = home === undefined ? "java" : join(home, "bin", "java");
  const { error, stderr } = spawnSync(java, ["-version"], { env: environment, encoding: "utf8" });
  if (error !== undefined) throw noJava("there is no Java", java);
  const version = majorVersion(stderr);
  if (version === undefined || version < OLDEST) throw noJava(`this is no Java ${OLDEST} or later`, java);
  return java;
}

/** 17 of `openjdk version "17.0.15" 2025-04-15`, and 8 of `java version "1.8.0_402"`. */
export function majorVersion(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return first === undefined ? undefined : Number(first === "1" ? second : first);
}

function noJava(message: string, where: string): Problem {
  return new Problem({
    code: "NoJava",
    blame: "environment",
    message,
    where,
    next: `install Java ${OLDEST} or later, or set JAVA_HOME to one`,
  });
}
