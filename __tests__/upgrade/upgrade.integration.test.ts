import { cpSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DescribeKeyCommand, paginateListKeys } from "@aws-sdk/client-kms";
import { ListObjectVersionsCommand, PutObjectCommand, paginateListBuckets } from "@aws-sdk/client-s3";
import type { ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import {
  CreateModelPackageCommand,
  paginateListModelPackageGroups,
  paginateListModelPackages,
} from "@aws-sdk/client-sagemaker";
import type { Environment } from "../../environments/environment";
import { apply } from "../../rehearsal/apply/apply";
import type { ApplyResult } from "../../rehearsal/apply/apply";
import { readConfiguration } from "../../rehearsal/apply/configuration";
import type { Clients } from "../../rehearsal/apply/clients";
import { scenarioFor } from "../../rehearsal/story/scenario";
import { accountsOf, foundations } from "../../rehearsal/story/foundations";
import { synthesizedFolder } from "../../rehearsal/story/stacks";
import { Workplace } from "../rehearsal/terraform/workplace";
import { refuseLosses } from "./losses";
import type { StackChange } from "./losses";

/** The stacks that users of an earlier version have deployed; README.md says how they were written. */
const DEPLOYED = join(__dirname, "ef8fcb1");

/** Lock objects come and go with every apply. */
function isLock(key: string | undefined): boolean {
  return key !== undefined && /\.tflock$|\/deploy\.lock$/.test(key);
}

/** What an account's users would miss: object versions, keys, model versions. Each by what AWS knows it by. */
async function holdings({ s3, kms, sagemaker }: Clients): Promise<string[]> {
  const found: string[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client: s3 }, {})) {
    for (const { Name: Bucket } of Buckets) {
      let next: Pick<ListObjectVersionsCommandOutput, "NextKeyMarker" | "NextVersionIdMarker"> = {};
      do {
        const page: ListObjectVersionsCommandOutput = await s3.send(
          new ListObjectVersionsCommand({
            Bucket,
            KeyMarker: next.NextKeyMarker,
            VersionIdMarker: next.NextVersionIdMarker,
          }),
        );
        for (const { Key, VersionId } of page.Versions ?? [])
          if (!isLock(Key)) found.push(`s3://${Bucket}/${Key} version ${VersionId}`);
        for (const { Key } of page.DeleteMarkers ?? [])
          if (!isLock(Key)) found.push(`s3://${Bucket}/${Key} is deleted`);
        next = page;
      } while (next.NextKeyMarker !== undefined);
    }
  }
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of Keys) {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (key?.KeyManager === "CUSTOMER") found.push(`key ${key.Arn} ${key.KeyState}`);
    }
  }
  for await (const page of paginateListModelPackageGroups({ client: sagemaker }, {})) {
    for (const group of page.ModelPackageGroupSummaryList ?? []) {
      const { ModelPackageGroupName, CreationTime } = group;
      found.push(`group ${ModelPackageGroupName} of ${CreationTime?.toISOString()}`);
      for await (const versions of paginateListModelPackages(
        { client: sagemaker },
        { ModelPackageGroupName },
      ))
        for (const version of versions.ModelPackageSummaryList ?? [])
          found.push(`version ${version.ModelPackageArn} of ${version.CreationTime?.toISOString()}`);
    }
  }
  return found.sort();
}

describe("the stacks of an earlier version, upgraded to these", () => {
  let place: Workplace;
  let stackNames: string[];
  let created: readonly StackChange[];
  let upgraded: readonly StackChange[];
  let again: readonly StackChange[];
  let before: string[];
  let after: string[];

  const outdir = () => join(place.out, "cdktf.out");
  const deployed = () => join(place.out, "deployed");

  /** Applies every stack, foundations first, the one with the states before the others. */
  async function applyAll(
    promote: (environment: Environment) => Promise<ApplyResult>,
  ): Promise<StackChange[]> {
    const { stacks, dev, prod } = place.testBed.context;
    const changes: StackChange[] = [];
    const note = (stack: string, result: ApplyResult) =>
      changes.push(...result.changes.map((change) => ({ stack, ...change })));
    for (const foundation of foundations(place.testBed.context))
      note(foundation.stack, await stacks.applyFoundation(foundation));
    for (const environment of [dev, prod]) note(environment.name, await promote(environment));
    return changes;
  }

  /** As the earlier version had it: Jenkins alone deployed. */
  async function deployedByJenkins(environment: Environment): Promise<ApplyResult> {
    const { credentials } = await place.testBed.context.actors.jenkins();
    const folder = synthesizedFolder(place.out, environment.name);
    return apply({ folder, endpoint: place.testBed.context.endpoint, credentials });
  }

  async function allHoldings(): Promise<string[]> {
    const accounts = accountsOf(place.testBed.context).map(async (account) =>
      holdings(await place.clientsOf(account)),
    );
    return (await Promise.all(accounts)).flat();
  }

  /** What the stacks are there for: data in every bucket, a model's version in the registry. */
  async function use(): Promise<void> {
    const { dev, prod, registryAccount } = place.testBed.context;
    const buckets: readonly (readonly [account: string, bucket: string])[] = [
      [dev.account, dev.dataBucket],
      [prod.account, prod.dataBucket],
      [registryAccount, prod.artifactsBucket],
    ];
    for (const [account, Bucket] of buckets) {
      const { s3 } = await place.clientsOf(account);
      await s3.send(new PutObjectCommand({ Bucket, Key: "data.csv", Body: "1,2,3\n" }));
    }
    const { sagemaker } = await place.clientsOf(registryAccount);
    await sagemaker.send(
      new CreateModelPackageCommand({ ModelPackageGroupName: prod.modelPackageGroup.name }),
    );
  }

  beforeAll(async () => {
    place = await Workplace.open((out) => scenarioFor(undefined, out), undefined);
    stackNames = [...foundations(place.testBed.context).map(({ stack }) => stack), "dev", "prod"];
    renameSync(outdir(), join(place.out, "upgrade"));
    cpSync(DEPLOYED, outdir(), { recursive: true });
    created = await applyAll(deployedByJenkins);
    await use();
    before = await allHoldings();
    renameSync(outdir(), deployed());
    renameSync(join(place.out, "upgrade"), outdir());
    const promote = (environment: Environment) => place.testBed.context.stacks.applyPromotion(environment);
    upgraded = await applyAll(promote);
    after = await allHoldings();
    again = await applyAll(promote);
  });

  afterAll(() => place.close());

  test("what is upgraded was deployed, with something to lose in it", () => {
    expect(new Set(created.map(({ action }) => action))).toEqual(new Set(["create"]));
    expect(created.filter(({ address }) => address.startsWith("aws_s3_bucket."))).toHaveLength(4);
    expect(new Set(before.map((line) => line.split(/[ :]/)[0]))).toEqual(
      new Set(["s3", "key", "group", "version"]),
    );
    expect(before.filter((line) => line.includes(".tfstate "))).toHaveLength(2);
  });

  test("nothing is replaced or deleted but what was reviewed", () => {
    refuseLosses(upgraded);
  });

  test("every object, state, key, group and version is still there", () => {
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(after.filter((line) => line.endsWith(" is deleted"))).toEqual([]);
  });

  test("every state stays in its place", () => {
    const placeOf = (folder: string) => {
      const { bucket, key, region, kmsKeyId } = readConfiguration(folder).backend ?? {};
      return { bucket, key, region, kmsKeyId };
    };
    for (const stack of stackNames) {
      expect([stack, placeOf(synthesizedFolder(place.out, stack))]).toEqual([
        stack,
        placeOf(join(deployed(), "stacks", stack)),
      ]);
    }
  });

  test("once upgraded, nothing changes any more", () => {
    expect(again.filter(({ action }) => action !== "none")).toEqual([]);
  });
});
