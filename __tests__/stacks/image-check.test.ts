import { Testing } from "cdktf";
import { loadEnvironments } from "../../environments/load";
import { addImageCheck } from "../../stacks/image-check";

function faults(region: string): string[] {
  const { models } = loadEnvironments();
  const app = Testing.app();
  addImageCheck(
    app,
    models.map((model) => ({
      ...model,
      environments: model.environments.map((environment) => ({ ...environment, region })),
    })),
  );
  return app.node.validate();
}

test("a Region that lacks an image is refused with the stacks, for every environment", () => {
  expect(faults("us-east-1")).toEqual([]);
  expect(faults("mx-central-1")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^dev\.tfvars\.json, aws_region mx-central-1: .* use one of .*us-east-1/),
      expect.stringMatching(/^prod\.tfvars\.json, /),
    ]),
  );
});
