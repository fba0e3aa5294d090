import { schemaCheck } from "sagemaker-promotion-core/json-schema";
import schema from "./environment.schema.json";

/** What the published schema has against a file's content, and against a key that is not there. */
export const { check: checkSchema, missing } = schemaCheck(schema, "environment.schema.json");
