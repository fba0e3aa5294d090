import { styleText } from "node:util";
import type { Reporter, StoryResult } from "./run-story";

/** A place to write text: standard output, or a test's buffer. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Colour only for a terminal whose user did not refuse it (https://no-color.org). */
function painter(output: Output, noColor: boolean): (style: Style, text: string) => string {
  const coloured = output.isTTY === true && !noColor;
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}

/** One line a chapter, its steps indented below. Plain text where the output is no terminal. */
export function terminalReporter(output: Output, noColor: boolean): Reporter {
  const paint = painter(output, noColor);
  return {
    begin: (chapter) =>
      void output.write(`\n${paint("bold", `${chapter.id}. ${chapter.title}`)}  ${chapter.shows}\n`),
    log: (text) => output.write(`   ${paint("dim", text)}\n`),
    held: () => undefined,
    end: (_, result) => {
      const mark = result.ok ? paint("green", "ok") : paint("red", "FAILED");
      output.write(`   ${mark}  ${result.seconds.toFixed(1)} s\n`);
      if (result.error !== undefined) output.write(`${result.error}\n`);
    },
  };
}

/** The closing table, and where everything lies. */
export function summary(story: StoryResult, out: string, output: Output, noColor: boolean): string {
  const paint = painter(output, noColor);
  const width = Math.max(...story.chapters.map((chapter) => chapter.title.length));
  const rows = story.chapters.map((chapter) => {
    const mark = chapter.ok ? paint("green", "ok    ") : paint("red", "FAILED");
    const id = String(chapter.id).padStart(3);
    return `${id}  ${chapter.title.padEnd(width)}  ${mark}  ${chapter.seconds.toFixed(1).padStart(6)} s`;
  });
  const verdict = story.ok ? paint("green", "The story holds.") : paint("red", "The story does not hold.");
  return [
    "",
    ...rows,
    "",
    `${verdict} ${story.seconds.toFixed(1)} s`,
    `Definitions, Terraform JSON, reports, predictions, alerts and the call record: ${out}`,
    "",
  ].join("\n");
}
