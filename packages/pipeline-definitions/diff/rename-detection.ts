import { placeKey, type FlatDefinition } from "./flatten";
import { rename, renamePlace, type Renames } from "./rename";
import { similarity, StepContent } from "./similarity";

/** Share of the content that two steps must have in common for one to be a rename of the other. */
const ALIKE = 0.6;

interface Candidate {
  readonly from: string;
  readonly to: string;
  readonly score: number;
  /** How many values are the same. */
  readonly evidence: number;
  readonly samePlace: boolean;
}

/**
 * The steps that have another name now: of one type and most of its content in the same place, or all of
 * it in another. The most alike come first, of equals those that stand first; then the others again,
 * whose references to a renamed step and whose place in a renamed condition have become the same.
 */
export function findRenames(before: FlatDefinition, after: FlatDefinition): Renames {
  const renames = new Map<string, string>();
  const gone = new Set([...before.steps.keys()].filter((name) => !after.steps.has(name)));
  const come = new Set([...after.steps.keys()].filter((name) => !before.steps.has(name)));
  const now = new Map([...come].map((name) => [name, new StepContent(after, name)]));
  while (gone.size > 0 && come.size > 0) {
    const best = mostAlike(candidates(before, after, renames, gone, now));
    if (best.length === 0) break;
    for (const { from, to } of best) {
      if (!gone.has(from) || !come.has(to)) continue;
      renames.set(from, to);
      gone.delete(from);
      come.delete(to);
      now.delete(to);
    }
  }
  return renames;
}

function candidates(
  before: FlatDefinition,
  after: FlatDefinition,
  renames: Renames,
  gone: ReadonlySet<string>,
  now: ReadonlyMap<string, StepContent>,
): Candidate[] {
  const named = rename(before, renames);
  return [...gone].flatMap((from) => {
    const content = new StepContent(named, from);
    const place = placeKey(renamePlace(before, from, renames));
    return [...now].flatMap(([to, own]): Candidate[] => {
      const { score, evidence } = similarity(content, own);
      const samePlace = placeKey(after.places.get(to) ?? null) === place;
      return score === 1 || (samePlace && score >= ALIKE) ? [{ from, to, score, evidence, samePlace }] : [];
    });
  });
}

/** All that are as much alike as the best, in their order. */
function mostAlike(all: readonly Candidate[]): readonly Candidate[] {
  const [best] = [...all].sort(compareCandidates);
  return best === undefined ? [] : all.filter((other) => compareCandidates(best, other) === 0);
}

/** What stands where it stood goes before what would have moved. */
function compareCandidates(a: Candidate, b: Candidate): number {
  return Number(b.samePlace) - Number(a.samePlace) || b.score - a.score || b.evidence - a.evidence;
}
