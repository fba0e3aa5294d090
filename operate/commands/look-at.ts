import { EXIT } from "sagemaker-promotion-core/run-program";
import { environmentOf, referenceOf, told, type Options, type Told } from "../../deploy/commands/command";
import type { Environment } from "../../environments/environment";
import { connectLook } from "../aws/look";
import type { Look } from "../ports";

/** Runs a verb about one environment. What its file is warned of is not told: that is for whoever changes it. */
export function about(
  verb: string,
  options: Options,
  run: (environment: Environment, told: Told) => Promise<number>,
): Promise<void> {
  const as = { ...options, env: referenceOf(options) };
  return told(verb, as, (work) => run(environmentOf(options).environment, work));
}

/**
 * Looks at one environment.
 * @param run prints, or gives, what it found
 */
export function lookAt(
  verb: string,
  options: Options,
  run: (environment: Environment, look: Look, told: Told) => Promise<void>,
): Promise<void> {
  return about(verb, options, async (environment, work) => {
    work.progress(`assuming ${environment.planRole}`);
    await run(environment, await connectLook(environment), work);
    return EXIT.done;
  });
}
