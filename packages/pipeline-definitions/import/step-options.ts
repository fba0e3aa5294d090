import { isJsonObject, type Json, type JsonObject } from "../json";
import { RETRYABLE_EXCEPTIONS, TRIGGERS } from "../step";
import { list, literal, object, type Code, type Options } from "./code";
import { exactly, refuse, type Scope } from "./scope";

/**
 * Members of a step that its factory takes as options of all steps, or of all that are cached or
 * retried.
 */
export const SHARED = ["DisplayName", "Description", "DependsOn", "CacheConfig", "RetryPolicies"];

/**
 * The options that steps share.
 * @throws Untypeable where one has another form than the factory writes
 */
export function sharedOptions(json: JsonObject, scope: Scope): Options {
  const text = (value: Json | undefined) =>
    value === undefined ? undefined : typeof value === "string" ? literal(value) : refuse("not a string");
  return [
    ["name", text(json.Name)],
    ["displayName", text(json.DisplayName)],
    ["description", text(json.Description)],
    ["dependsOn", json.DependsOn === undefined ? undefined : dependencies(json.DependsOn, scope)],
    ["cache", json.CacheConfig === undefined ? undefined : cache(json.CacheConfig)],
    ["retry", json.RetryPolicies === undefined ? undefined : retry(json.RetryPolicies)],
  ];
}

function dependencies(names: Json, scope: Scope): Code {
  if (!Array.isArray(names)) return refuse("not a list");
  return list(
    names.map((entry: Json) => {
      const step = (name: Json | undefined) =>
        typeof name !== "string" ? refuse("no name") : (scope.steps.get(name)?.identifier ?? literal(name));
      if (!isJsonObject(entry)) return step(entry);
      const { Step: name, Trigger: trigger } = exactly(entry, ["Step", "Trigger"]);
      // The factory writes a plain name where the step must have completed.
      const isTrigger = TRIGGERS.some((known) => known === trigger && known !== "Completed");
      if (typeof trigger !== "string" || !isTrigger) return refuse("an unknown trigger");
      return object([
        ["step", step(name)],
        ["trigger", literal(trigger)],
      ]);
    }),
  );
}

function cache(config: Json): Code {
  const { Enabled: enabled, ExpireAfter: expiry } = exactly(config, ["Enabled"], ["ExpireAfter"]);
  if (typeof enabled !== "boolean") return refuse("not a boolean");
  if (expiry === undefined) return literal(enabled);
  if (typeof expiry !== "string") return refuse("not a duration");
  return object([
    ["enabled", enabled ? undefined : "false"],
    ["expireAfter", literal(expiry)],
  ]);
}

function retry(policies: Json): Code {
  if (!Array.isArray(policies)) return refuse("not a list");
  return list(
    policies.map((policy: Json) => {
      const {
        ExceptionType: on,
        IntervalSeconds: interval,
        BackoffRate: rate,
        MaxAttempts: attempts,
        ExpireAfterMin: minutes,
      } = exactly(
        policy,
        ["ExceptionType"],
        ["IntervalSeconds", "BackoffRate", "MaxAttempts", "ExpireAfterMin"],
      );
      if (attempts !== undefined && minutes !== undefined) refuse("two limits");
      const number = (value: Json | undefined) =>
        value === undefined ? undefined : typeof value === "number" ? literal(value) : refuse("not a number");
      if (!Array.isArray(on)) return refuse("not a list");
      const exceptions = on.map((exception: Json) =>
        typeof exception === "string" && RETRYABLE_EXCEPTIONS.some((known) => known === exception)
          ? literal(exception)
          : refuse("an exception that cannot be retried"),
      );
      return object([
        ["on", list(exceptions)],
        ["intervalSeconds", number(interval)],
        ["backoffRate", number(rate)],
        ["maxAttempts", number(attempts)],
        ["expireAfterMinutes", number(minutes)],
      ]);
    }),
  );
}
