import { definitionsOf } from "../../deploy/desired";
import type { FrameworkName, ModelDescription } from "../../models/model";
import { frameworkOf, imagesOf } from "../../pipeline-defs/frameworks";
import { imageUri } from "../../pipeline-defs/images";
import { prodSources, script } from "../deploy/support/sources";
import { model } from "../models/models";
import { exampleEnvironment } from "../support/environments";
import { allowedBy } from "../support/template";
import { example, policyOf, workloadAccount } from "./fixture";

test.each([
  ["by default", {}],
  ["where Model Monitor watches", { monitoring: "model-monitor" }],
  ["where Spark prepares the data", { processing_engine: "spark" }],
])("roles may pull the images that the definitions name, and no other, %s", (_, overrides) => {
  const environment = exampleEnvironment("prod", overrides);
  const { train, inference } = definitionsOf(prodSources({ environment }));
  const named = JSON.stringify([train, inference]).match(/[\w.-]+\.dkr\.ecr\.[^"\\]+/g);
  expect([...new Set(named)].sort()).toEqual(
    imagesOf(environment)
      .map((image) => imageUri(image, environment))
      .sort(),
  );
});

const IMAGE = "444444444444.dkr.ecr.us-east-1.amazonaws.com/prices:1.0";

function described(framework: FrameworkName): ModelDescription {
  const image = framework === "container" ? { image: IMAGE } : {};
  return model({ framework, hyperparameters: { num_round: 5 }, ...image }, ["train.py"]);
}

/** The images that the definitions of a model name. */
function namedFor(description: ModelDescription): string[] {
  const { contract, program = "train.py" } = frameworkOf(description);
  const environment = { ...exampleEnvironment(), description };
  const source = contract === "script" ? { name: program, files: [script(program, "")] } : undefined;
  const { train, inference } = definitionsOf(prodSources({ environment, program: source }));
  return [...new Set(JSON.stringify([train, inference]).match(/[\w.-]+\.dkr\.ecr\.[^"]+/g))];
}

test.each<FrameworkName>(["xgboost", "xgboost-script", "scikit-learn", "pytorch", "container"])(
  "roles may pull the images of %s",
  (framework) => {
    const description = described(framework);
    const { environment, model: whole } = example();
    const own = { ...environment, description };
    const environments = whole.environments.map((one) => (one.name === own.name ? own : one));
    const of = { environment: own, model: { ...whole, environments } };
    const policy = policyOf(workloadAccount(of), "execution-role");
    const named = namedFor(description);
    // What serves a version is named by the version: the model that inference creates runs its image.
    expect(named).toContain(imageUri(frameworkOf(description).serves, environment));
    for (const uri of named) {
      const [registry = "", path = ""] = uri.split("/");
      const [account, , , region] = registry.split(".");
      const repository = `arn:aws:ecr:${region}:${account}:repository/${path.replace(/[:@].*$/, "")}`;
      expect([uri, allowedBy(policy, "ecr:BatchGetImage", repository)]).toEqual([uri, ["PullImages"]]);
    }
    const other = `arn:aws:ecr:us-east-1:444444444444:repository/of-others`;
    expect(allowedBy(policy, "ecr:BatchGetImage", other)).toEqual([]);
  },
);
