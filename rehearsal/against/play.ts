import { lastLines, runToEnd } from "../story/commands";

/** A rehearsal that ended, as whoever started it saw it. */
export interface Played {
  /** `exit code 1`, or a signal; undefined where the story holds. */
  readonly failure: string | undefined;
  /** The end of what it said. */
  readonly lastWords: string;
}

/**
 * `npm run rehearse` in a version's own folder. What that version is made of may be older or newer: nothing of it is relied
 * on but its command line, and the files that it leaves.
 */
export async function play(
  folder: string,
  args: readonly string[],
  options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly say: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<Played> {
  const { environment, say, signal } = options;
  let begun = "";
  const listener = (text: string): void => {
    const lines = `${begun}${text}`.split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) say(line);
  };
  const { failure, stdout, stderr } = await runToEnd("npm", ["run", "--silent", "rehearse", "--", ...args], {
    cwd: folder,
    environment,
    signal,
    listener,
  });
  if (begun !== "") say(begun);
  return { failure, lastWords: lastLines(stderr || stdout) };
}
