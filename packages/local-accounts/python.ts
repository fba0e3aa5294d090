import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { pythonEnvironment, type Progress, type PythonEnvironment } from "sagemaker-promotion-core/python";
import { packageFile } from "./package-file";
import { variable } from "sagemaker-promotion-core/variable";

/** https://spark.apache.org/docs/3.5.6/#downloading: "Spark runs on Java 8/11/17". */
const SUPPORTED = ["8", "11", "17"];

/** Why Spark cannot run on this machine; undefined where it can. */
export function sparkObstacle(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = variable("JAVA_HOME", environment);
  const java = home === undefined ? "java" : join(home, "bin", "java");
  // On stderr: `openjdk version "17.0.15" 2025-04-15` or, of Java 8, `java version "1.8.0_402"`.
  const { status, stderr } = spawnSync(java, ["-version"], { env: environment, encoding: "utf8" });
  const needed = `Spark 3.5 runs on Java ${SUPPORTED.join(", ")}`;
  if (status !== 0) return `${needed}, and there is none: ${java}`;
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1] ?? "";
  return SUPPORTED.includes(version) ? undefined : `${needed}, and ${java} is Java ${version}`;
}

export interface AccountsPythonOptions {
  /** With PySpark in it: 317 MB to download. Default: without. */
  readonly spark?: boolean;
  /** A hashed lock file of packages that jobs need beside the images' own; installed without what they depend on. */
  readonly requirements?: string;
}

/**
 * The Python environment that the local accounts and their jobs run in, built on first use.
 * @throws Problem `SparkUnavailable`, and as `pythonEnvironment`
 */
export async function accountsPython(
  progress: Progress,
  options: AccountsPythonOptions = {},
): Promise<PythonEnvironment> {
  const { spark = false, requirements } = options;
  const obstacle = spark ? sparkObstacle() : undefined;
  if (obstacle !== undefined) {
    throw new Problem({
      code: "SparkUnavailable",
      blame: "environment",
      message: obstacle,
      where: 'processing_engine "spark"',
      next: "install Java 17, or set JAVA_HOME to it",
    });
  }
  const alone = [...(spark ? [packageFile("requirements-spark.txt")] : []), requirements];
  return pythonEnvironment(progress, {
    requirements: [packageFile("requirements.txt"), ...alone.filter((path) => path !== undefined)],
  });
}
