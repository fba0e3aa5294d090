import { schemaCheck } from "sagemaker-promotion-core/json-schema";
import { validationException } from "../errors";
import { compact, isObject, objectAt, pick, textAt, type Json, type JsonObject } from "../json";
import { MODEL_CARD_SCHEMA } from "./model-card-schema";

const ARCHIVED = "Archived";
const { check } = schemaCheck(MODEL_CARD_SCHEMA, "the model package model card schema");

/**
 * The card of a version after a request: the members that the request names take the place of the version's own, as the
 * Python SDK counts on (2.257.7, model.py, `update_model_card` sends the content and the status each alone).
 *
 * @throws ApiError for content that is no card of a model package, and for a new content of an archived card (API:
 * ModelPackageModelCard), whose message is AWS's
 */
export function cardAfter(current: JsonObject, request: JsonObject): JsonObject | undefined {
  const card = objectAt(request, "ModelCard");
  const content = textAt(card, "ModelCardContent");
  if (content !== undefined) {
    if (textAt(current, "ModelCardStatus") === ARCHIVED) {
      throw validationException("Model Card is in Archived state");
    }
    checkContent(content);
  }
  const after = compact({ ...current, ...pick(card, ["ModelCardContent", "ModelCardStatus"]) });
  return Object.keys(after).length === 0 ? undefined : after;
}

function checkContent(content: string): void {
  const card = parsed(content);
  if (!isObject(card)) throw validationException("ModelCardContent is no JSON object");
  const [wrong] = check(card);
  if (wrong === undefined) return;
  const place = wrong.pointer === "" ? "" : ` at ${wrong.pointer}`;
  throw validationException(
    `ModelCardContent does not follow the model package model card schema${place}: expected ${wrong.expected}, found ${wrong.found}`,
  );
}

function parsed(content: string): Json | undefined {
  try {
    return JSON.parse(content) as Json;
  } catch {
    return undefined;
  }
}

/** What is left of a card where only metadata are asked for: its status and its risk rating (API: DescribeModelPackage). */
export function cardMetadata(card: JsonObject): JsonObject {
  const content = parsed(textAt(card, "ModelCardContent") ?? "{}");
  const rating = textAt(content, "intended_uses", "risk_rating");
  const left = rating === undefined ? {} : { intended_uses: { risk_rating: rating } };
  return { ...card, ModelCardContent: JSON.stringify(left) };
}
