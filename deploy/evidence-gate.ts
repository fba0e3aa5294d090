import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { EVIDENCE_KINDS, type Evidence } from "./evidence";
import { commandFor } from "./command-line";

/**
 * Holds an environment to what its file asks for: that both definitions ran before, each in one of the environments before.
 * @throws Problem `NoEvidence`
 */
export function requireEvidence({ name }: Environment, { required, before }: Evidence): void {
  if (!required) return;
  const missing = EVIDENCE_KINDS.filter((kind) => !before.some((there) => there[kind] !== null));
  if (missing.length === 0) return;
  const places = before.map(({ environment }) => environment).join(" or ");
  const unseen = before.flatMap(({ environment, unseen: why }) =>
    why === null ? [] : [`${environment} could not be looked at: ${why}`],
  );
  const [first] = before;
  throw new Problem({
    code: "NoEvidence",
    blame: "user",
    message:
      first === undefined
        ? `${name} asks for evidence, and no environment of its model comes before it.`
        : [
            `The ${missing.join(" and ")} definition${missing.length === 1 ? "" : "s"} of this checkout did not succeed in ${places}.`,
            ...unseen,
          ].join(" "),
    where: `require_evidence in the file of ${name}`,
    next:
      first === undefined
        ? "Add the environment that tries things first, name it in reads_versions_of, or take require_evidence out. Nothing was changed."
        : `${[commandFor("apply", first.environment), ...missing.map((kind) => commandFor(`run ${kind}`, first.environment))].join(", then ")}; then the same command again. Nothing was changed.`,
  });
}
