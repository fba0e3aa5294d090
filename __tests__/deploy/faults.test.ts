import fc from "fast-check";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import { apply } from "../../deploy/apply";
import { desiredOf, type Desired } from "../../deploy/desired";
import { destroy, planDestroy } from "../../deploy/destroy";
import { operationsOf, plan } from "../../deploy/plan";
import { planRollback, rollback } from "../../deploy/rollback";
import { rollbackOf } from "../../operate/judgement";
import { liveOf } from "../../operate/live";
import type { Version } from "../../operate/ports";
import { version } from "../operate/support";
import { FakeAws } from "./support/fake-aws";
import { prodSources, script, silent } from "./support/sources";

/** States to bring an environment to: they differ in settings, in a script, and in the script's content alone. */
const STATES: readonly Desired[] = [
  prodSources(),
  { ...prodSources(), environment: { ...prodSources().environment, metricThreshold: 0.8 } },
  ...["evaluate(1)\n", "evaluate(2)\n"].map((text) => ({
    ...prodSources(),
    scripts: { ...prodSources().scripts, evaluate: script("evaluate.py", text) },
  })),
].map(desiredOf);

/** Whose versions prod takes. */
const READS = prodSources().environment.readsVersionsOf;
const NEVER = Number.POSITIVE_INFINITY;

/** One run, and where it goes wrong: after so many writes, with the next one refused or its answer lost. */
const run = fc.record({
  verb: fc.constantFrom(
    "apply",
    "apply",
    "plan",
    "destroy",
    "overwrite",
    "rollback pipeline",
    "rollback model",
  ),
  state: fc.nat({ max: STATES.length - 1 }),
  writesLeft: fc.oneof(fc.constant(NEVER), fc.nat({ max: 6 })),
  answersAreLost: fc.boolean(),
  /** Of a model's rollback: the version to go back to. */
  to: fc.constantFrom("1", "2", "3", "4"),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

const sleep = () => Promise.resolve();

/** Versions, the newest first. */
class FakeRegistry {
  versions: readonly Version[] = [
    version(4),
    version(3),
    version(2, { approval: "Rejected" }),
    version(1, { approval: "Rejected" }),
  ];

  get live(): number | undefined {
    return liveOf(this.versions, READS).version?.number;
  }

  /** So many judgements are recorded. */
  rollback(to: string, writesLeft: number): void {
    const { environment } = STATES[0] as Desired;
    for (const { version, decision } of rollbackOf(this.versions, environment, to).slice(0, writesLeft)) {
      this.versions = this.versions.map((one) =>
        one.number === version.number ? { ...one, approval: decision } : one,
      );
      expect(this.live).toBeDefined();
    }
  }
}

interface World {
  readonly aws: FakeAws;
  readonly registry: FakeRegistry;
}

async function play(
  { aws, registry }: World,
  { verb, state, writesLeft, answersAreLost, to }: Run,
): Promise<void> {
  const desired = STATES[state] as Desired;
  aws.writesLeft = writesLeft;
  aws.answersAreLost = answersAreLost;
  if (verb === "apply") await apply(desired, aws, silent, { sleep });
  if (verb === "plan") await plan(desired, aws, silent);
  if (verb === "destroy") {
    const planned = await planDestroy(desired.environment, aws, silent);
    await destroy(planned, aws, { stop: false, sleep }, silent);
  }
  if (verb === "rollback pipeline") {
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
  if (verb === "rollback model" && Number(to) < (registry.live ?? 0)) registry.rollback(to, writesLeft);
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
        const registry = new FakeRegistry();
        for (const one of runs) await play({ aws, registry }, one);
        aws.writesLeft = NEVER;
        const desired = STATES[last] as Desired;
        const { failure, remaining } = await apply(desired, aws, silent, { sleep });
        expect([failure, remaining]).toEqual([undefined, []]);
        for (const { name, definition, tags } of desired.pipelines) {
          expect(aws.stored.get(name)).toMatchObject({ definition: canonicalJson(definition), tags });
        }
        expect(operationsOf(await plan(desired, aws, silent))).toEqual([]);
        const live = registry.live ?? 0;
        if (live > 1) registry.rollback("1", NEVER);
        expect(registry.live).toBe(1);
      },
    ),
    { numRuns: 30 },
  );
});
