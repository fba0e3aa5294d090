import fc from "fast-check";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import { apply } from "../../deploy/apply";
import { desiredOf, type Desired } from "../../deploy/desired";
import { destroy, planDestroy } from "../../deploy/destroy";
import { operationsOf, plan } from "../../deploy/plan";
import { planRollback, rollback } from "../../deploy/rollback";
import { FakeAws } from "./support/fake-aws";
import { prodSources, script, silent } from "./support/sources";

/** States to bring an environment to: they differ in settings, in a script, and in the script's content alone. */
const STATES: readonly Desired[] = [
  prodSources(),
  { ...prodSources(), environment: { ...prodSources().environment, aucThreshold: 0.8 } },
  ...["evaluate(1)\n", "evaluate(2)\n"].map((text) => ({
    ...prodSources(),
    scripts: { ...prodSources().scripts, evaluate: script("evaluate.py", text) },
  })),
].map(desiredOf);

const NEVER = Number.POSITIVE_INFINITY;

/** One run, and where it goes wrong: after so many writes, with the next one refused or its answer lost. */
const run = fc.record({
  verb: fc.constantFrom("apply", "apply", "plan", "destroy", "overwrite", "rollback"),
  state: fc.nat({ max: STATES.length - 1 }),
  writesLeft: fc.oneof(fc.constant(NEVER), fc.nat({ max: 6 })),
  answersAreLost: fc.boolean(),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

const sleep = () => Promise.resolve();

async function play(aws: FakeAws, { verb, state, writesLeft, answersAreLost }: Run): Promise<void> {
  const desired = STATES[state] as Desired;
  aws.writesLeft = writesLeft;
  aws.answersAreLost = answersAreLost;
  if (verb === "apply") await apply(desired, aws, silent, { sleep });
  if (verb === "plan") await plan(desired, aws, silent);
  if (verb === "destroy") {
    const planned = await planDestroy(desired.environment, aws, silent);
    await destroy(planned, aws, { stop: false, sleep }, silent);
  }
  if (verb === "rollback") {
    const request = {
      environment: desired.environment,
      kind: "train",
      to: undefined,
      reason: "why",
    } as const;
    try {
      await rollback(await planRollback(request, aws, silent), aws, sleep, silent);
    } catch (error) {
      // There may be nothing to go back to, or nothing that works.
      expect(error).toBeInstanceOf(Problem);
    }
  }
  if (verb === "overwrite") {
    const [path] = aws.objects.keys();
    if (path !== undefined) aws.storeObject(path, aws.objects.get(path) ?? 0);
  }
}

test("whatever went wrong before, one undisturbed apply brings the environment to what should be there", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { maxLength: 6 }),
      fc.nat({ max: STATES.length - 1 }),
      async (runs, last) => {
        const aws = new FakeAws();
        for (const one of runs) await play(aws, one);
        aws.writesLeft = NEVER;
        const desired = STATES[last] as Desired;
        const { failure, remaining } = await apply(desired, aws, silent, { sleep });
        expect([failure, remaining]).toEqual([undefined, []]);
        for (const { name, definition, tags } of desired.pipelines) {
          expect(aws.stored.get(name)).toMatchObject({ definition: canonicalJson(definition), tags });
        }
        expect(operationsOf(await plan(desired, aws, silent))).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});
