import { DefinitionError } from "../definition-error";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { refuseLargeNumbers } from "../large-numbers";
import { describeFinding, type Finding } from "../validate/finding";
import { indexDefinition, type IndexedDefinition, type StepEntry } from "../validate/indexed-definition";
import { validate } from "../validate/validate";
import { call, list, literal, object, print, type Code } from "./code";
import { Constants } from "./constants";
import { plain, single, TEXT } from "./expressions";
import { Identifiers } from "./identifiers";
import { LIBRARY } from "./library";
import { inOrder } from "./nested-steps";
import { parameter } from "./parameters";
import { exactly, Untypeable, type Scope } from "./scope";
import { typedStep } from "./steps";

export interface ImportOptions {
  /** What the code imports this library as, such as `./sagemaker`. */
  readonly library: string;
  /** Where the definition comes from, for the comment at the top. */
  readonly source?: string;
  /** Code for a text whose value the caller gives otherwise, such as a role's ARN; undefined leaves it as it is. */
  readonly text?: (value: string) => string | undefined;
  /** Names that the code around it uses. */
  readonly reserved?: readonly string[];
}

export interface Imported {
  /** A module that exports `definition`. */
  readonly code: string;
  /** The same in parts, to stand in a function of the caller's. */
  readonly parts: ImportedParts;
  /**
   * Steps and parameters that are written in the definition's own words, because the types do not take
   * them.
   */
  readonly untyped: readonly string[];
  /** What the validator says against the definition; the code allows its errors. */
  readonly findings: readonly Finding[];
}

export interface ImportedParts {
  /** What the code takes from the library, sorted. */
  readonly names: readonly string[];
  /** Constants, one for each parameter and step. */
  readonly constants: string;
  /** Comments on errors of the definition, a line each. */
  readonly remarks: string;
  /** An expression, the definition. */
  readonly definition: string;
}

const MEMBERS = ["Version", "Metadata", "Parameters", "PipelineExperimentConfig"] as const;

/**
 * A pipeline definition as TypeScript that compiles back to the same JSON.
 * @throws DefinitionError `NotADefinition` where the JSON is none, `LargeNumber` where code could not say its digits
 */
export function importDefinition(definition: Json, options: ImportOptions): Imported {
  const indexed = indexDefinition(definition);
  if (!isJsonObject(definition) || indexed.findings.length > 0) throw notADefinition(indexed.findings);
  refuseLargeNumbers(definition);
  return new Importer(indexed, options).run();
}

function notADefinition(findings: readonly Finding[]): DefinitionError {
  return new DefinitionError({
    code: "NotADefinition",
    message: `This is not a pipeline definition:\n${findings.map((finding) => `  ${describeFinding(finding)}`).join("\n")}`,
    next: "Give the JSON that DescribePipeline answers as PipelineDefinition, or that pipeline.definition() prints.",
  });
}

class Importer {
  private readonly used = new Set<string>();
  private readonly untyped: string[] = [];
  private readonly parameters: string[] = [];
  private readonly lines: string[] = [];
  private readonly scope: Scope;

  constructor(
    private readonly indexed: IndexedDefinition,
    private readonly options: ImportOptions,
  ) {
    const identifiers = new Identifiers([...LIBRARY, ...(options.reserved ?? [])]);
    const text = (value: string): string => options.text?.(value) ?? literal(value);
    this.scope = {
      indexed,
      identifiers,
      constants: new Constants(indexed, identifiers, text),
      parameters: new Map(),
      steps: new Map(),
      text,
      use: (name) => {
        this.used.add(name);
        return name;
      },
    };
  }

  run(): Imported {
    const findings = validate(this.indexed.definition);
    const parameters = this.indexed.parameters.map((entry) => this.parameter(entry.name, entry.json));
    const identifiers = new Map(inOrder(this.indexed).map((step) => [step, this.step(step)]));
    const top = this.indexed.steps.flatMap((step) =>
      step.branch === undefined ? [identifiers.get(step) ?? ""] : [],
    );
    const { remarks, definition } = this.definition(parameters, top, findings);
    const { library, source } = this.options;
    const title = source === undefined ? "" : `/** Imported from ${source.replaceAll("*/", "* /")}. */\n`;
    const names = [...this.used].sort((a, b) => (a < b ? -1 : 1));
    const imports = `import { ${names.join(", ")} } from ${literal(library)};`;
    const laidOut =
      imports.length <= 100
        ? imports
        : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from ${literal(library)};`;
    const steps = [...this.lines, definition].join("\n\n");
    // A constant whose only step came to be written in the definition's own words is not needed.
    const constants = this.scope.constants.declarations(steps);
    const head = [[...this.parameters, ...constants].join("\n")].filter((block) => block !== "");
    const body = [...head, ...this.lines];
    const last = `${remarks}export const definition = ${definition};`;
    const code = `${title}${[laidOut, ...body, last].join("\n\n")}\n`;
    const parts = { names, constants: body.join("\n\n"), remarks, definition };
    return { code, parts, untyped: this.untyped, findings };
  }

  private parameter(name: string, json: JsonObject): string {
    const identifier = this.scope.identifiers.claim(name, "Parameter");
    const { code, typed, listed } = parameter(json, this.scope);
    if (!typed) this.untyped.push(`parameter ${name}`);
    this.parameters.push(`const ${identifier} = ${print(code, 0, `const ${identifier} = ;`.length)};`);
    if (!this.scope.parameters.has(name)) this.scope.parameters.set(name, { identifier, typed, listed });
    return identifier;
  }

  private step(entry: StepEntry): string {
    const identifier = this.scope.identifiers.claim(entry.name, "Step");
    const before = [...this.used];
    let code: Code;
    let typed = true;
    try {
      code = typedStep(entry, this.scope);
    } catch (error) {
      if (!(error instanceof Untypeable)) throw error;
      // Forget what the failed attempt used.
      this.used.clear();
      for (const name of before) this.used.add(name);
      code = call(this.scope.use("rawStep"), plain(entry.json, this.scope.text));
      typed = false;
      this.untyped.push(`step ${entry.name}: ${error.message}`);
    }
    this.lines.push(`const ${identifier} = ${print(code, 0, `const ${identifier} = ;`.length)};`);
    if (!this.scope.steps.has(entry.name)) this.scope.steps.set(entry.name, { entry, identifier, typed });
    return identifier;
  }

  private definition(
    parameters: readonly string[],
    steps: readonly string[],
    findings: readonly Finding[],
  ): Pick<ImportedParts, "remarks" | "definition"> {
    const { definition } = this.indexed;
    const absent = MEMBERS.filter((name) => definition[name] === undefined);
    const { PipelineExperimentConfig: experiment, Metadata: metadata, MlflowConfig: mlflow } = definition;
    const errors = findings.filter(({ severity }) => severity === "error");
    const typedExperiment = this.names(experiment, ["ExperimentName", "TrialName"]);
    const typedMlflow =
      mlflow === null ? "null" : this.names(mlflow, ["MlflowResourceArn"], ["MlflowExperimentName"]);
    const allowed = this.allowed(errors, typedExperiment !== undefined);
    const hasMetadata = isJsonObject(metadata) && Object.keys(metadata).length > 0;
    const built = call(
      this.scope.use("pipeline"),
      object([
        ["parameters", parameters.length === 0 ? undefined : list(parameters)],
        ["steps", list(steps)],
        ["experiment", typedExperiment],
        ["mlflow", typedMlflow],
        ["metadata", hasMetadata ? plain(metadata) : undefined],
        ["allow", allowed.length === 0 ? undefined : list(allowed.map(literal))],
      ]),
    );
    const whole =
      absent.length === 0 ? built : call(this.scope.use("withoutMembers"), built, list(absent.map(literal)));
    const kept = ["Steps", ...MEMBERS, ...(typedMlflow === undefined ? [] : ["MlflowConfig"])];
    const others = Object.entries(definition).filter(([name]) => !kept.includes(name));
    if (experiment !== undefined && experiment !== null && typedExperiment === undefined) {
      others.push(["PipelineExperimentConfig", experiment]);
    }
    if (metadata !== undefined && !isJsonObject(metadata)) others.push(["Metadata", metadata]);
    if (definition.Parameters === null) others.push(["Parameters", null]);
    const remarks = errors
      .map((finding) => `// ${describeFinding(finding).replaceAll("\n", " ")}\n`)
      .join("");
    if (others.length === 0)
      return { remarks, definition: print(whole, 0, "export const definition = ;".length) };
    const more = others
      .map(([name, value]) => `  ${JSON.stringify(name)}: ${print(plain(value), 2)},\n`)
      .join("");
    return { remarks, definition: `{\n  ...${print(whole, 2)},\n${more}}` };
  }

  /**
   * Codes of the errors that `pipeline` will find; an experiment that does not fit the types is added
   * after it.
   */
  private allowed(errors: readonly Finding[], withExperiment: boolean): readonly string[] {
    const { definition } = this.indexed;
    const given = withExperiment ? definition : { ...definition, PipelineExperimentConfig: null };
    const more = validate(given).filter(({ severity }) => severity === "error");
    return [...new Set([...errors, ...more].map(({ code }) => code))];
  }

  /** An object of strings, some of which may be null; undefined for anything else. */
  private names(
    config: Json | undefined,
    required: readonly string[],
    optional: readonly string[] = [],
  ): Code | undefined {
    try {
      const given = exactly(config, required, optional);
      return object(
        Object.entries(given).map(([name, value]) => [
          name,
          value === null && optional.includes(name) ? "null" : single(value, TEXT, this.scope),
        ]),
      );
    } catch (error) {
      if (!(error instanceof Untypeable)) throw error;
      return undefined;
    }
  }
}
