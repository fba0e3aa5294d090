import { existsSync } from "node:fs";
import { join } from "node:path";
import packageFile from "../../package.json";
import { projectRoot } from "../../environments/project-root";
import { blocksOf, textOf } from "./markdown";

/** How many values an option takes. */
type Values = "none" | "one" | "perhaps" | "some";

interface Option {
  readonly values: Values;
  readonly choices: readonly string[];
}

interface Reference {
  /** Operands, in brackets where they may be left out, with dots where they may be several. */
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, Option>;
  readonly commands: readonly string[];
  /** The command that is meant where none is named. */
  readonly byDefault: string | undefined;
}

/** Command lines under another name than their script's. */
const BINARIES: Readonly<Record<string, string>> = {
  "sagemaker-local-accounts": "accounts",
  "sagemaker-pipeline-definitions": "definitions",
};

/** Every command of ours by its words, such as `deploy rollback model`, as docs/commands.md has it. */
const REFERENCE: ReadonlyMap<string, Reference> = new Map(
  [...textOf("docs/commands.md").matchAll(/^#+ npm run (.*)\n\n(```\n[^]*?\n```)$/gm)].map(
    ([, title = "", block = ""]) => [title.replace(" -- ", " "), referenceOf(block)],
  ),
);

/** A part of a help as entries, each with what stands on its further lines. */
function entries(help: string, heading: RegExp): string[] {
  let inside = false;
  const found: string[] = [];
  for (const line of help.split("\n")) {
    if (/^\S/.test(line)) inside = heading.test(line);
    else if (inside && /^ {2}\S/.test(line)) found.push(line.trim());
    else if (inside && line !== "") found.push(`${found.pop() ?? ""} ${line.trim()}`);
  }
  return found;
}

function referenceOf(block: string): Reference {
  const help = blocksOf("", block)[0]?.text ?? "";
  const [, usage = ""] = /^Usage: .*?\[options\](.*)$/m.exec(help) ?? [];
  const options = entries(help, /^Options:/).map((entry): [string, Option] => {
    const [, flag = "", value = ""] = /^(?:-\w, )?(--[\w-]+)(?: ([<[].*?[>\]])(?= |$))?/.exec(entry) ?? [];
    const [, choices = ""] = /\(choices: ([^)]*)\)/.exec(entry) ?? [];
    const values =
      value === "" ? "none" : value.includes("...") ? "some" : value.startsWith("[") ? "perhaps" : "one";
    return [flag, { values, choices: [...choices.matchAll(/"([^"]*)"/g)].map(([, choice = ""]) => choice) }];
  });
  const commands = entries(help, /^(?!Options|Arguments|Examples?|Exit codes|Usage).*:$/);
  const name = (entry: string) => entry.split(" ")[0] ?? "";
  const byDefault = commands.find((entry) => entry.endsWith("(default)"));
  return {
    operands: usage.split(" ").filter((word) => /^[<[]/.test(word) && word !== "[command]"),
    options: new Map(options),
    commands: commands.map(name),
    byDefault: byDefault === undefined ? undefined : name(byDefault),
  };
}

/** Whether a word stands for what a reader fills in. */
const isOpen = (word: string): boolean => /^[A-Z][A-Z_0-9]*$|…/.test(word);

/**
 * What is wrong with a command of npm's or npx's, or undefined.
 * @param spoken whether it is only spoken of, so that operands may be left out
 */
export function faultOf(words: readonly string[], spoken = false): string | undefined {
  const [program = "", ...rest] = words;
  // What it runs gets its last operand from the pipe.
  if (program === "xargs") return faultOf([...rest.slice(2), "prod"]);
  if (program === "npx") {
    const script = BINARIES[rest[0] ?? ""];
    return script === undefined ? npxFault(rest, spoken) : argumentsFault([script], rest.slice(1), spoken);
  }
  if (rest[0] === "ci" || rest[0] === "test") return rest.length > 1 ? "takes nothing" : undefined;
  if (rest[0] !== "run") return "no command of a page";
  const [script = "", ...more] = rest.slice(1).filter((word) => !/^(?:-s|--silent)$/.test(word));
  const runs = (packageFile.scripts as Readonly<Record<string, string>>)[script];
  if (runs === undefined) return `there is no script ${script}`;
  if (more.length === 0) return REFERENCE.has(script) ? argumentsFault([script], [], spoken) : undefined;
  if (more[0] !== "--") return `npm takes ${more[0]} for itself: -- is missing`;
  if (runs.startsWith("jest ")) return undefined;
  return argumentsFault([script], more.slice(1), spoken);
}

/** Stacks of the example, and of a model `flat-prices` beside it. */
const STACK = /^(?:flat-prices-)?(?:dev|prod|dev-account|prod-account|registry-account)$|^delivery$/;

function npxFault([tool, ...rest]: readonly string[], spoken: boolean): string | undefined {
  if (tool === "jest") {
    return rest.find((word) => word.startsWith("__tests__/") && !existsSync(join(projectRoot(), word)));
  }
  if (tool !== "cdktf" && tool !== "cdktn") return `nobody knows npx ${tool}`;
  const [verb, ...more] = rest;
  const [stack, ...others] = more.filter((word) => word !== "--auto-approve");
  if (spoken && stack === undefined) return undefined;
  if (!["deploy", "destroy", "diff"].includes(verb ?? "")) return `no command of a page: ${verb}`;
  if (!STACK.test(stack ?? "")) return `there is no stack ${stack}`;
  return others[0];
}

/** What is wrong with the arguments of a command of ours. */
function argumentsFault(
  path: readonly string[],
  given: readonly string[],
  spoken: boolean,
): string | undefined {
  const reference = REFERENCE.get(path.join(" "));
  if (reference === undefined) return `docs/commands.md has no ${path.join(" ")}`;
  const [first = "", ...rest] = given;
  if (reference.commands.includes(first)) return argumentsFault([...path, first], rest, spoken);
  if (reference.byDefault !== undefined && !(spoken && given.length === 0)) {
    return argumentsFault([...path, reference.byDefault], given, spoken);
  }
  const left = [...given];
  const operands: string[] = [];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith("--")) {
      operands.push(word);
      continue;
    }
    const fault = optionFault(word, reference.options.get(word), left, spoken);
    if (fault !== undefined) return fault;
  }
  if (spoken)
    return reference.operands.length === 0 && operands.some((word) => !isOpen(word))
      ? wrong(operands)
      : undefined;
  const least = reference.operands.filter((operand) => operand.startsWith("<")).length;
  const most = reference.operands.some((operand) => operand.includes("..."))
    ? Infinity
    : reference.operands.length;
  return operands.length < least || operands.length > most ? wrong(operands) : undefined;

  function wrong(found: readonly string[]): string {
    const takes = reference?.operands.join(" ") ?? "";
    return `${path.join(" ")} takes ${takes === "" ? "no operand" : takes}, not: ${found.join(" ")}`;
  }
}

/** What is wrong with an option; takes its values away from what is left. */
function optionFault(
  flag: string,
  option: Option | undefined,
  left: string[],
  spoken: boolean,
): string | undefined {
  if (option === undefined) return `there is no ${flag}`;
  const isValue = () => left[0] !== undefined && !left[0].startsWith("--");
  if (option.values === "none") return undefined;
  if (option.values !== "perhaps" && !isValue()) return spoken ? undefined : `${flag} wants a value`;
  do {
    const value = isValue() ? left.shift() : undefined;
    if (value === undefined) return undefined;
    const known = option.choices.length === 0 || option.choices.includes(value) || isOpen(value);
    if (!known) return `${flag} does not take ${value}`;
  } while (option.values === "some");
  return undefined;
}
