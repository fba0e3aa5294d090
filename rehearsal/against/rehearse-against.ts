import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import { readResults } from "../results/read-results";
import { compare } from "./compare";
import { Checkout, type Commit } from "./git";
import { installModules } from "./modules";
import { play } from "./play";
import type { AgainstReport } from "./report";
import type { Side } from "./row";
import { variable } from "sagemaker-promotion-core/variable";

export interface AgainstOptions {
  /** What to compare with: a branch, a tag or a commit. */
  readonly ref: string;
  /** Folder for what both leave: `base` and `head` below it. */
  readonly out: string;
  /** How both are rehearsed: options of `npm run rehearse`. */
  readonly args: readonly string[];
  /** The same, for the report: without what is another on every machine. */
  readonly told: readonly string[];
  readonly say: (text: string) => void;
  /** Stops both; the worktree is removed all the same. */
  readonly signal: AbortSignal;
}

/**
 * Plays the story for another version and for the working tree, and compares what came of it. Whether the head's story
 * holds is in the report; so is what the base's lacks.
 * @throws Problem `NotACheckout`, `NoSuchRef`, `BaseNotInstalled`, `NothingRecorded`
 */
export async function rehearseAgainst(options: AgainstOptions): Promise<AgainstReport> {
  const { ref, out, told, say, signal } = options;
  const checkout = await Checkout.of(projectRoot(), signal);
  const base = await checkout.commit(ref);
  const tree = await checkout.workingTree();
  const { commit, tree: committed } = await checkout.commit("HEAD");
  const uncommitted = tree === committed ? "" : ", with changes that no commit holds";
  say(`base: ${ref}, commit ${base.commit}, tree ${base.tree}`);
  say(`head: the working tree of commit ${commit}${uncommitted}, tree ${tree}`);
  const report = { trees: { base: base.tree, head: tree }, options: told };
  if (tree === base.tree) return { ...report, comparison: null };

  // One after the other: a story takes all that two cores have.
  await playBase(checkout, base, options);
  const head = await playSide("head", projectRoot(), options);
  const results = readResults(join(out, "head"));
  if (results.chapters === undefined) {
    throw new Problem({
      code: "NothingRecorded",
      blame: "environment",
      message: `head's rehearsal ended with ${head.failure ?? "exit code 0"} and recorded nothing:\n${head.lastWords}`,
      where: join(out, "head"),
      next: "fix what it says: npm run rehearse shows the same without a base",
    });
  }
  return { ...report, comparison: compare(readResults(join(out, "base")), results) };
}

/** The base in a worktree of its own, which is gone afterwards, however it ends. */
async function playBase(checkout: Checkout, base: Commit, options: AgainstOptions): Promise<void> {
  const { say, signal } = options;
  const scratch = mkdtempSync(join(tmpdir(), "against-"));
  const worktree = join(scratch, "base");
  try {
    await checkout.addWorktree(worktree, base);
    const folder = join(worktree, checkout.prefix);
    await installModules(projectRoot(), folder, (text) => say(`base  ${text}`), signal);
    const { failure } = await playSide("base", folder, options);
    if (failure !== undefined) say(`base's rehearsal ended with ${failure}: what it recorded is compared`);
  } finally {
    await checkout.removeWorktree(worktree);
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function playSide(side: Side, folder: string, { out, args, say, signal }: AgainstOptions) {
  signal.throwIfAborted();
  // Its own, because a rehearsal that is stopped from outside leaves its temporary files.
  const temporary = mkdtempSync(join(tmpdir(), `${side}-`));
  try {
    const played = await play(folder, ["--out", join(out, side), ...args], {
      environment: { ...environmentsOf(folder), TMPDIR: temporary },
      say: (line) => say(`${side}  ${line}`.trimEnd()),
      signal,
    });
    // What an interruption ended has not failed.
    signal.throwIfAborted();
    return played;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** ENVIRONMENTS, where it names a folder of the checkout, names the same one of the version that is played. */
export function environmentsOf(folder: string, named = variable("ENVIRONMENTS")): Record<string, string> {
  if (named === undefined) return {};
  const path = resolve(named);
  const inside = relative(projectRoot(), path);
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`);
  return { ENVIRONMENTS: isOutside ? path : join(folder, inside) };
}
