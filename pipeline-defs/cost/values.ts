import { isJsonList, isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";

/** Reads arguments with the pipeline's parameters at their defaults. */
export class Values {
  private readonly defaults: ReadonlyMap<string, Json>;

  constructor({ Parameters: parameters }: JsonObject) {
    const list = isJsonList(parameters) ? parameters : [];
    this.defaults = new Map(
      list.flatMap((parameter) =>
        isJsonObject(parameter) && typeof parameter.Name === "string" && parameter.DefaultValue !== undefined
          ? [[`Parameters.${parameter.Name}`, parameter.DefaultValue] as const]
          : [],
      ),
    );
  }

  /** What lies at the members, one inside the other. */
  at(json: Json | undefined, ...members: readonly string[]): Json | undefined {
    return this.known(
      members.reduce<Json | undefined>(
        (value, member) => (isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined),
        json,
      ),
    );
  }

  list(json: Json | undefined, ...members: readonly string[]): readonly Json[] {
    const value = this.at(json, ...members);
    return isJsonList(value) ? value : [];
  }

  private known(value: Json | undefined): Json | undefined {
    if (!isJsonObject(value) || typeof value.Get !== "string") return value;
    return this.defaults.get(value.Get) ?? value;
  }
}
