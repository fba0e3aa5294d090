import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { Problem } from "sagemaker-promotion-core/problem";
import { definitionsOf } from "../../deploy/desired";
import { findQuotas } from "../../operate/aws/quotas";
import { examine, type Finding } from "../../operate/doctor";
import { neededMachines, quotaChecks, type FindQuotas, type Quota } from "../../operate/quotas";
import { prodSources, silent } from "../deploy/support/sources";
import { answering } from "../support/answering";
import { exampleEnvironment, type Overrides } from "../support/environments";

const PROCESSING = "ml.m5.xlarge for processing job usage";
const TRAINING = "ml.m5.xlarge for training job usage";
const TRANSFORM = "ml.m5.xlarge for transform job usage";
const quota = (value: number, adjustable = true): Quota => ({ code: "L-ABC", value, adjustable });

const needed = (overrides: Overrides = { processing_engine: "spark", processing_instance_count: 2 }) => {
  const environment = exampleEnvironment("prod", overrides);
  const { train, inference } = definitionsOf(prodSources({ environment }));
  return neededMachines([train, inference], environment.maxParallelSteps);
};

function findings(quotas: Readonly<Record<string, Quota>> | FindQuotas): Promise<Finding[]> {
  const find: FindQuotas =
    typeof quotas === "function" ? quotas : () => Promise.resolve(new Map(Object.entries(quotas)));
  return examine(quotaChecks(needed(), "eu-west-1", find), silent);
}

describe("an environment needs", () => {
  test("of every kind of machine as many as one execution of either pipeline may run at once", () => {
    const counts = Object.fromEntries(needed({}).map(({ job, instances }) => [job, instances]));
    // The batch and the predictions so far are looked at side by side.
    expect(counts).toEqual({ processing: 2, training: 1, transform: 1 });
  });

  test("what its file asks for", () => {
    const counted = needed({
      processing_engine: "spark",
      processing_instance_count: 4,
      training_data_distribution: "ShardedByS3Key",
      training_instance_count: 3,
      transform_instance_count: 5,
    });
    expect(counted.map(({ instances }) => instances)).toEqual([4, 3, 5]);
  });
});

describe("the doctor finds", () => {
  const enough = { [PROCESSING]: quota(2), [TRAINING]: quota(1), [TRANSFORM]: quota(4) };

  test("enough", async () => {
    expect(await findings(enough)).toEqual([
      {
        name: "processing quota",
        ok: true,
        found: "ml.m5.xlarge: 2 at once, an execution needs 2",
        next: null,
      },
      {
        name: "training quota",
        ok: true,
        found: "ml.m5.xlarge: 1 at once, an execution needs 1",
        next: null,
      },
      {
        name: "transform quota",
        ok: true,
        found: "ml.m5.xlarge: 4 at once, an execution needs 1",
        next: null,
      },
    ]);
  });

  test("too little, and says how to ask for more", async () => {
    const [processing, training] = await findings({ ...enough, [PROCESSING]: quota(1) });
    expect(training?.ok).toBe(true);
    expect(processing).toEqual({
      name: "processing quota",
      ok: false,
      found: "ml.m5.xlarge: 1 at once, an execution needs 2",
      next:
        "as the account's administrator: aws service-quotas request-service-quota-increase " +
        "--service-code sagemaker --region eu-west-1 --quota-code L-ABC --desired-value 2",
    });
  });

  test("one that AWS does not raise", async () => {
    const [, training] = await findings({ ...enough, [TRAINING]: quota(0, false) });
    expect(training?.next).toContain("choose another instance type");
  });

  test("that there is no such quota", async () => {
    const [processing] = await findings({});
    expect(processing).toMatchObject({
      ok: false,
      found: `Service Quotas has no "${PROCESSING}" in eu-west-1`,
      next: expect.stringContaining("choose another type") as string,
    });
  });

  test("that it may not look, having asked once", async () => {
    const asked: (readonly string[])[] = [];
    const denied = new Problem({
      code: "AccessDenied",
      blame: "environment",
      message: "the role may not do servicequotas:ListServiceQuotas",
      next: "allow it",
    });
    const found = await findings((names) => {
      asked.push(names);
      return Promise.reject(denied);
    });
    expect(found.map(({ ok, next }) => [ok, next])).toEqual(Array(3).fill([false, "allow it"]));
    expect(asked).toEqual([[PROCESSING, TRAINING, TRANSFORM]]);
  });
});

describe("quotas are looked up", () => {
  type Page = { readonly Quotas: readonly object[]; readonly NextToken?: string };
  const one = (QuotaName: string, Value?: number): object => ({ QuotaName, QuotaCode: "L-1", Value });

  /** Answers with pages, and counts the calls. */
  function service(pages: Readonly<Record<string, readonly Page[]>>) {
    const calls: string[] = [];
    const client = answering(new ServiceQuotasClient({ region: "eu-west-1" }), (command, { NextToken }) => {
      calls.push(command);
      return pages[command]?.[Number(NextToken ?? 0)] ?? {};
    });
    return { calls, client };
  }

  test("page by page, no further than to the last one that is asked for", async () => {
    const { calls, client } = service({
      ListServiceQuotasCommand: [
        { Quotas: [one("other", 7)], NextToken: "1" },
        { Quotas: [one(PROCESSING, 2)], NextToken: "2" },
      ],
    });
    const found = await findQuotas(client, "role")([PROCESSING]);
    expect([...found]).toEqual([[PROCESSING, { code: "L-1", value: 2, adjustable: false }]]);
    expect(calls).toEqual(["ListServiceQuotasCommand", "ListServiceQuotasCommand"]);
  });

  test("by AWS's default where the account has no value of its own, or it cannot be told", async () => {
    const { client } = service({
      ListServiceQuotasCommand: [{ Quotas: [one(PROCESSING, 2), one(TRAINING)] }],
      ListAWSDefaultServiceQuotasCommand: [
        { Quotas: [one(PROCESSING, 0), one(TRAINING, 1), one(TRANSFORM, 0)] },
      ],
    });
    const found = await findQuotas(client, "role")([PROCESSING, TRAINING, TRANSFORM, "no such"]);
    expect([...found].map(([name, { value }]) => [name, value])).toEqual([
      [PROCESSING, 2],
      [TRAINING, 1],
      [TRANSFORM, 0],
    ]);
  });

  test("as one who may: else it is said who may not do what", async () => {
    const client = answering(new ServiceQuotasClient({ region: "eu-west-1" }), () => {
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    });
    await expect(findQuotas(client, "the-role")([PROCESSING])).rejects.toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("the-role may not do servicequotas:ListServiceQuotas") as string,
      next: expect.stringContaining("Apply the account's stack") as string,
    });
  });
});
