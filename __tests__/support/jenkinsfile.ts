import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** One stage of a Jenkinsfile; a section that it lacks is undefined. */
export interface Stage {
  readonly name: string;
  readonly text: string;
  readonly agent: string | undefined;
  /** What has to hold for the stage to run, one condition a line, without the flags that say when it is asked. */
  readonly conditions: readonly string[];
  readonly when: string | undefined;
  readonly options: string | undefined;
  readonly environment: string | undefined;
  readonly commands: readonly string[];
}

/** The project's own Jenkinsfile. */
export const JENKINSFILE = readFileSync(join(projectRoot(), "Jenkinsfile"), "utf8");

/** Asked before a node is taken, before anybody is asked, before a lock is held. */
export const WHEN_FLAGS = ["beforeAgent true", "beforeInput true", "beforeOptions true"];

/** Commands that reach AWS, and those of them that change it. */
export const USES_AWS = /^npx cdktf|^npm run (deploy -- (plan|apply|destroy)|bootstrap)/;
export const WRITES = /^npx cdktf (?!diff\b)|^npm run (deploy -- (apply|destroy)|bootstrap)/;

/** The file without its comments, which may say anything. */
export function withoutComments(file: string): string {
  return file.replace(/^\s*\/\/.*$/gm, "");
}

/** The text between a head (such as `when {`) and its closing brace; undefined without the head. */
export function block(text: string, head: RegExp): string | undefined {
  const match = head.exec(text);
  if (!match) return undefined;
  const begin = match.index + match[0].length;
  let depth = 1;
  for (let i = begin; i < text.length; i++) {
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) return text.slice(begin, i);
  }
  return undefined;
}

/** The commands of every `sh '…'`, in order. */
export function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/^\s*sh '([^'\n]*)'$/gm)].map(([, command]) => command ?? "");
}

/** The stages of a text without comments, in order. */
export function stagesOf(text: string): readonly Stage[] {
  return [...text.matchAll(/stage\('([^']+)'\) \{/g)].map(({ 1: name = "", index }) => {
    const body = block(text.slice(index), /stage\('[^']+'\) \{/) ?? "";
    const own = (section: string) => block(body, new RegExp(`^\\s*${section} \\{`, "m"))?.trim();
    const when = own("when");
    const lines = (when ?? "").split("\n").map((line) => line.trim());
    return {
      name,
      text: body,
      agent: own("agent") ?? /^\s*agent (\w+)$/m.exec(body)?.[1],
      conditions: lines.filter((line) => line !== "" && !WHEN_FLAGS.includes(line)),
      when,
      options: own("options"),
      environment: own("environment"),
      commands: commandsOf(body),
    };
  });
}
