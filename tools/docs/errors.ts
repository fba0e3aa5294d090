import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { generated, plain } from "./markdown";
import { problemsIn, type ToldProblem } from "./problems";

/** As `describeProblem` says whose fault it is. */
const BLAME: Readonly<Record<string, string>> = {
  user: "the input",
  environment: "the environment",
  bug: "a bug in this project",
};

/** The sources of the product and its tools, without tests, sorted. */
function sources(): string[] {
  const rooms = JSON.parse(readFileSync(join(projectRoot(), "rooms.json"), "utf8")) as object;
  return Object.keys(rooms)
    .flatMap((room) => {
      if (room.includes(".")) return room.endsWith(".ts") ? [room] : [];
      const below = readdirSync(join(projectRoot(), room), { recursive: true, encoding: "utf8" });
      return below.map((path) => `${room}/${path.replaceAll("\\", "/")}`);
    })
    .filter((path) => /(?<!\.d)\.ts$/.test(path) && !/(?:^|\/)(?:__tests__|node_modules|dist)\//.test(path))
    .sort();
}

/** Different texts of some, those that say nothing by themselves left out. */
function said(problems: readonly ToldProblem[], of: (problem: ToldProblem) => readonly string[]): string[] {
  return [...new Set(problems.flatMap(of))].filter((text) => /[a-z]/i.test(text));
}

function list(title: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  return texts.length === 1
    ? [`- ${title}: ${plain(texts[0] ?? "")}`]
    : [`- ${title}, one of:`, ...texts.map((text) => `  - ${plain(text)}`)];
}

/** Every error by its code, from the sources. */
export function errorsPage(): string {
  const problems = sources().flatMap((path) => problemsIn(readFileSync(join(projectRoot(), path), "utf8")));
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  const sections = codes.flatMap((code) => {
    const same = problems.filter((problem) => problem.code === code);
    const blame = said(same, (problem) => problem.blame).map((word) => BLAME[word] ?? word);
    return [
      "",
      `## ${code}`,
      "",
      ...list(
        "says",
        said(same, ({ message }) => message),
      ),
      ...list("cause", blame),
      ...list(
        "next",
        said(same, ({ next }) => next),
      ),
    ];
  });
  const head = [
    "# Errors",
    "",
    generated("the sources"),
    "",
    "A failure begins with `error [CODE]:`. What is only known when it happens stands here as `…`.",
    "[Troubleshooting](troubleshooting.md) says how a failure is read. What the validator finds in pipeline definitions has",
    "[codes of its own](../packages/pipeline-definitions/README.md), and says the place and the fix.",
  ];
  return `${[...head, ...sections].join("\n")}\n`;
}
