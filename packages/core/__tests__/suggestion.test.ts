import { didYouMean } from "../suggestion";

test.each([
  ["emial", ["email", "events_role"], "email"],
  ["kms-key", ["model_name", "kms_key"], "kms_key"],
  ["PROD", ["dev", "prod"], "prod"],
  ["lamda_role", ["lambda_role"], "lambda_role"],
  ["prd", ["pre", "prod"], "pre"],
  ["colour", ["email", "branch"], undefined],
  ["x", ["yz"], undefined],
  ["", ["dev"], undefined],
])("%s stands for one of %j: %s", (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(meant);
});
