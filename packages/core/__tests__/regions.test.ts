import { explainRegion } from "../regions";

test.each([
  "us-east-1",
  "eu-central-2",
  "cn-northwest-1",
  "us-gov-west-1",
  "eusc-de-east-1",
  "mx-central-1",
  "us-isof-south-1",
])("%s is a Region", (region) => expect(explainRegion(region)).toBeUndefined());

test.each([
  ["us-esat-1", "us-east-1"],
  ["us-east-11", "us-east-1"],
  ["us-east-1a", "us-east-1"],
  ["US-EAST-1", "us-east-1"],
  ["us_east_1", "us-east-1"],
  [" us-east-1", "us-east-1"],
  ["eu-cetnral-1", "eu-central-1"],
  ["us-gov-wset-1", "us-gov-west-1"],
])("%j is none, and %s is meant", (typed, meant) => {
  expect(explainRegion(typed)).toEqual({ expected: "one of AWS's Regions", fix: `did you mean "${meant}"?` });
});

test.each(["", "Virginia", "toString"])("%j is near none", (typed) => {
  expect(explainRegion(typed)?.fix).toBe('write its code, such as "us-east-1"');
});
