import { environmentsBefore } from "../../environments/before";
import { exampleModel, type Overrides } from "../support/environments";

const before = (name: string, of: string, overrides: Overrides): string[] => {
  const { environments } = exampleModel(name, overrides).model;
  const one = environments.find((environment) => environment.name === of);
  return one === undefined ? [] : environmentsBefore(one, environments).map((other) => other.name);
};

test("before prod comes dev, whose versions it reads; before dev comes nothing", () => {
  expect(before("prod", "prod", {})).toEqual(["dev"]);
  expect(before("prod", "dev", {})).toEqual([]);
});

test("before one that reads but its own comes where things are tried", () => {
  expect(before("prod", "prod", { reads_versions_of: ["prod"] })).toEqual(["dev"]);
  const deployers = ["arn:aws:iam::111111111111:role/deployer"];
  expect(before("dev", "prod", { deployers })).toEqual(["dev"]);
});

test("what registers in another group proves nothing", () => {
  const model_package_group_name = "arn:aws:sagemaker:us-east-1:555555555555:model-package-group/own";
  expect(before("dev", "prod", { model_package_group_name })).toEqual([]);
});
