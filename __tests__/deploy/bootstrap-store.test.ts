import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { refuseLosses } from "../../deploy/bootstrap/destroy-guard";
import type { Store } from "../../deploy/bootstrap/store";
import { storesAmong } from "../../deploy/bootstrap/stores";
import { answering } from "../support/answering";

interface Version {
  readonly Key: string;
  readonly VersionId: string;
  readonly IsLatest?: boolean;
}

/** What S3 and SageMaker hold, in pages of two. */
class Account {
  /** Of the bucket `data`; undefined where there is none. */
  versions: Version[] | undefined = [];
  texts = new Map<string, string>();
  /** Of the group `models`. */
  packages: string[] = [];

  stores(): Store[] {
    return storesAmong(
      [
        { type: "aws_s3_bucket", values: { bucket: "data" } },
        { type: "aws_iam_role", values: { name: "deployer" } },
        { type: "aws_sagemaker_model_package_group", values: { model_package_group_name: "models" } },
      ],
      {
        s3: answering(new S3Client({ region: "us-east-1" }), (command, input) => this.s3(command, input)),
        sagemaker: answering(new SageMakerClient({ region: "us-east-1" }), (command, input) =>
          this.sagemaker(command, input),
        ),
      },
    );
  }

  private s3(command: string, input: Readonly<Record<string, unknown>>): object {
    if (this.versions === undefined) throw Object.assign(new Error("no bucket"), { name: "NoSuchBucket" });
    if (command === "ListObjectVersionsCommand") {
      const start = this.versions.findIndex(({ VersionId }) => VersionId === input["VersionIdMarker"]) + 1;
      const page = this.versions.slice(start, start + 2);
      const IsTruncated = start + 2 < this.versions.length;
      const [Versions, DeleteMarkers] = [true, false].map((isVersion) =>
        page.filter(({ Key }) => this.texts.has(Key) === isVersion),
      );
      const last = page.at(-1);
      const next = { NextKeyMarker: last?.Key, NextVersionIdMarker: last?.VersionId };
      return { Versions, DeleteMarkers, IsTruncated, ...(IsTruncated ? next : {}) };
    }
    if (command === "GetObjectCommand") {
      return { Body: { transformToString: () => Promise.resolve(this.texts.get(String(input["Key"]))) } };
    }
    expect(command).toBe("DeleteObjectsCommand");
    const { Objects } = input["Delete"] as { Objects: Version[] };
    const gone = Objects.map(({ VersionId }) => VersionId);
    this.versions = this.versions.filter(({ VersionId }) => !gone.includes(VersionId));
    return {};
  }

  private sagemaker(command: string, input: Readonly<Record<string, unknown>>): object {
    if (command === "DeleteModelPackageCommand") {
      this.packages = this.packages.filter((arn) => arn !== input["ModelPackageName"]);
      return {};
    }
    expect([command, input["ModelPackageGroupName"]]).toEqual(["ListModelPackagesCommand", "models"]);
    const start = Number(input["NextToken"] ?? 0);
    return {
      ModelPackageSummaryList: this.packages
        .slice(start, start + 2)
        .map((ModelPackageArn) => ({ ModelPackageArn })),
      NextToken: start + 2 < this.packages.length ? String(start + 2) : undefined,
    };
  }
}

const DEMAND = { stackName: "dev-account", ownState: "own.tfstate", purge: false };

let account: Account;
beforeEach(() => {
  account = new Account();
  account.texts = new Map([
    ["a.csv", "1,2"],
    ["own.tfstate", '{"resources": [{}]}'],
    ["prod.tfstate", '{"resources": []}'],
  ]);
  account.versions = [
    { Key: "a.csv", VersionId: "1", IsLatest: true },
    { Key: "own.tfstate", VersionId: "2", IsLatest: true },
    { Key: "prod.tfstate", VersionId: "3", IsLatest: true },
    { Key: "prod.tfstate", VersionId: "4", IsLatest: false },
    { Key: "removed.csv", VersionId: "5", IsLatest: true },
  ];
  account.packages = ["models/1", "models/2", "models/3"];
});

test("what lies in buckets and model package groups is counted on all pages, and refused", async () => {
  await expect(refuseLosses(account.stores(), DEMAND)).rejects.toMatchObject({
    code: "NotEmpty",
    message:
      "dev-account holds data, which would be lost with it: s3://data holds 5 object versions, model package group models holds 3 model versions",
  });
});

test("with purge it is told, not refused, and then deleted on all pages", async () => {
  const stores = account.stores();
  const held = await refuseLosses(stores, { ...DEMAND, purge: true });
  expect(held).toEqual([
    "s3://data holds 5 object versions",
    "model package group models holds 3 model versions",
  ]);
  for (const store of stores) await store.empty();
  expect([account.versions, account.packages]).toEqual([[], []]);
  expect(await refuseLosses(stores, DEMAND)).toEqual([]);
});

test("a state of another stack that still stands is refused even with purge", async () => {
  account.texts.set("prod.tfstate", '{"resources": [{}]}');
  await expect(refuseLosses(account.stores(), { ...DEMAND, purge: true })).rejects.toMatchObject({
    code: "StatesInUse",
    message: "dev-account holds the states of stacks that still exist: prod.tfstate",
  });
});

test("a bucket that is gone holds nothing", async () => {
  account.versions = undefined;
  account.packages = [];
  const stores = account.stores();
  expect(await refuseLosses(stores, DEMAND)).toEqual([]);
  for (const store of stores) await store.empty();
});
