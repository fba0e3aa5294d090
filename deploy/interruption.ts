import { Problem } from "sagemaker-promotion-core/problem";
import type { Progress } from "./ports";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends a run between two of its steps when a signal asks for it. */
export interface Interruption {
  /** The progress that ends the run: throws Problem `Interrupted` once a signal has come. */
  readonly progress: Progress;
  /** Leaves the signals to Node again. */
  readonly stop: () => void;
}

/**
 * Listens for the signals that end a process. The step at hand is finished, so that what is reported as done is what was
 * done; a second signal ends the process at once.
 */
export function listenForSignals(progress: Progress, say: (text: string) => void): Interruption {
  let received: string | undefined;
  const listener = (signal: string): void => {
    received = signal;
    stop();
    say(`${signal}: stopping after the step at hand.\n`);
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, listener);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    stop,
    progress(message) {
      if (received !== undefined) throw interrupted(received);
      progress(message);
    },
  };
}

function interrupted(signal: string): Problem {
  return new Problem({
    code: "Interrupted",
    blame: "user",
    message: `${signal} has stopped the run.`,
    next: "Run the same command again: it goes on where it stopped.",
  });
}
