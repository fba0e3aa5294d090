import { definitionsOf } from "../../deploy/desired";
import { imagesOf } from "../../pipeline-defs/frameworks";
import { imageUri } from "../../pipeline-defs/images";
import { prodSources } from "../deploy/support/sources";
import { exampleEnvironment } from "../support/environments";

test.each([
  ["by default", {}],
  ["where Model Monitor watches", { monitoring: "model-monitor" }],
  ["where Spark prepares the data", { processing_engine: "spark" }],
])("roles may pull the images that the definitions name, and no other, %s", (_, overrides) => {
  const environment = exampleEnvironment("prod", overrides);
  const { train, inference } = definitionsOf(prodSources({ environment }));
  const named = JSON.stringify([train, inference]).match(/[\w.-]+\.dkr\.ecr\.[^"]+/g);
  expect([...new Set(named)].sort()).toEqual(
    imagesOf(environment)
      .map((image) => imageUri(image, environment))
      .sort(),
  );
});
