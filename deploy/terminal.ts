import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import type { Progress } from "./ports";
import { redactText, secretValues } from "./redaction";
import type { Paint } from "./text";

/** Seconds of silence that a person bears; only longer commands say what they do. */
const SILENCE = 2_000;

/** The streams that a command talks to. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Colours for stdout; plain where it is no terminal, or NO_COLOR is set. */
  readonly paint: Paint;
  /** Asks a person; undefined where there is none to ask. */
  ask(question: string): Promise<string | undefined>;
}

/** This process's own streams. What looks like a secret reaches neither: CI keeps what they say. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  // hasColors() knows NO_COLOR, FORCE_COLOR and TERM.
  const secrets = secretValues(process.env);
  const colours = stdout.isTTY && stdout.hasColors();
  return {
    out: (text) => stdout.write(redactText(text, secrets)),
    err: (text) => stderr.write(redactText(text, secrets)),
    paint: (colour, text) => (colours ? styleText(colour, text) : text),
    ask: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return undefined;
      const prompt = createInterface({ input: stdin, output: stderr });
      // Ctrl-C and Ctrl-D are no answer: without this the question would stay open, and the lock with it.
      const ended = new AbortController();
      prompt.once("SIGINT", () => ended.abort()).once("close", () => ended.abort());
      try {
        return await prompt.question(question, { signal: ended.signal });
      } catch (error) {
        if (ended.signal.aborted) return undefined;
        throw error;
      } finally {
        prompt.close();
      }
    },
  };
}

export interface SlowProgress {
  readonly say: Progress;
  /** Call it at the end: nothing is said after. */
  stop(): void;
}

/** Says nothing for two seconds, then what goes on at that moment and every step that follows. */
export function slowProgress(write: (text: string) => void): SlowProgress {
  let latest: string | undefined;
  let slow = false;
  const timer = setTimeout(() => {
    slow = true;
    if (latest !== undefined) write(`${latest} …\n`);
  }, SILENCE);
  timer.unref();
  return {
    say: (message) => {
      latest = message;
      if (slow) write(`${message} …\n`);
    },
    stop: () => clearTimeout(timer),
  };
}
