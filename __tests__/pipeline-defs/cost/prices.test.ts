import { ProcessingInstanceType, TrainingInstanceType } from "@aws-sdk/client-sagemaker";
import table from "../../../pipeline-defs/cost/prices.json";
import { listPrices, pricedRegions } from "../../../pipeline-defs/cost/prices";

const extracts = Object.values(table.regions).flat();

test("a price comes with its day and source", () => {
  expect(listPrices("us-east-1", "training", "ml.m5.xlarge")).toEqual({
    usd: 0.23,
    date: "2026-09-24",
    source: expect.stringContaining("price list") as string,
    url: expect.stringContaining("AmazonSageMaker/current/us-east-1") as string,
  });
});

test("training and processing have prices of their own", () => {
  expect(listPrices("ap-south-1", "training", "ml.g5.xlarge")?.usd).toBe(1.69);
  expect(listPrices("ap-south-1", "processing", "ml.g5.xlarge")?.usd).toBe(1.691);
  expect(listPrices("us-east-1", "training", "ml.t3.medium")).toBeUndefined();
});

test.each([
  ["us-east-1", "ml.nothing"],
  ["us-east-1", "constructor"],
  ["eu-west-3", "ml.m5.xlarge"],
  ["toString", "ml.m5.xlarge"],
])("%s %s: not known", (region, type) => {
  expect(listPrices(region, "processing", type)).toBeUndefined();
});

test("every extract says when and where it is from", () => {
  expect(pricedRegions()).toEqual(["ap-south-1", "eu-west-1", "us-east-1"]);
  for (const { date, source, url } of extracts) {
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(source.length).toBeGreaterThan(20);
    expect(url).toMatch(/^https:/);
  }
});

test("every price is of an instance type that SageMaker has for that kind of job", () => {
  const types: Readonly<Record<string, readonly string[]>> = {
    processing: Object.values(ProcessingInstanceType),
    training: Object.values(TrainingInstanceType),
  };
  for (const { jobs, prices } of extracts) {
    for (const job of jobs) expect(types[job]).toEqual(expect.arrayContaining(Object.keys(prices)));
    for (const usd of Object.values(prices)) expect(usd).toBeGreaterThan(0);
  }
});
