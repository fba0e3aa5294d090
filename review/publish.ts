import type { Check, Comment, GitHub, PullRequest } from "./github";

/** Which build a comment is of. */
export interface Build {
  /** The head of the pull request that it has planned. */
  readonly head: string;
  /** A number that grows from build to build of one pull request. */
  readonly number: number;
}

export interface Publication {
  readonly outcome: "created" | "updated" | "superseded";
  /** Address of the comment; absent where there is none of ours. */
  readonly url?: string;
}

const MARKER = "sagemaker-promotion review";

/** Begins the comment: nobody sees it, and the next build finds the comment by it. */
export function marker({ head, number }: Build): string {
  return `<!-- ${MARKER} ${head} ${number} -->`;
}

/** Undefined where the comment is none of a review. */
export function buildOf(body: string): Build | undefined {
  const [, head, number] = new RegExp(`^<!-- ${MARKER} ([0-9a-f]{7,64}) (\\d{1,15}) -->`).exec(body) ?? [];
  return head === undefined ? undefined : { head, number: Number(number) };
}

/**
 * Writes the one comment of a pull request: creates it, or changes the one that is there. What a later build has written
 * stays. Two builds that create one at the same time see each other's afterwards; the later one's stays.
 * @param body begins with the marker of the build
 */
export async function publish(
  github: GitHub,
  pull: PullRequest,
  { build, body }: { readonly build: Build; readonly body: string },
): Promise<Publication> {
  const ours = await reviews(github, pull);
  const newer = ours.find((review) => isNewer(review.build, build, pull));
  if (newer !== undefined) return { outcome: "superseded", url: newer.comment.url };
  for (const { comment } of ours) {
    const updated = await github.updateComment(comment.id, body);
    if (updated !== undefined) {
      await tidy(github, pull, { build, mine: updated });
      return { outcome: "updated", url: updated.url };
    }
    // Somebody has deleted it since it was listed.
  }
  const created = await github.createComment(pull.number, body);
  const winner = await tidy(github, pull, { build, mine: created });
  return { outcome: winner.id === created.id ? "created" : "superseded", url: winner.url };
}

/** Leaves one comment: the latest build's, of those of one build the oldest. */
async function tidy(
  github: GitHub,
  pull: PullRequest,
  { build, mine }: { readonly build: Build; readonly mine: Comment },
): Promise<Comment> {
  const all = await reviews(github, pull);
  const others = all.filter(({ comment }) => comment.id !== mine.id);
  const winner = others.find(
    (other) =>
      isNewer(other.build, build, pull) || (isSame(other.build, build) && other.comment.id < mine.id),
  );
  if (winner !== undefined) {
    await github.deleteComment(mine.id);
    return winner.comment;
  }
  for (const { comment } of others) await github.deleteComment(comment.id);
  // An older build has changed it after us: GitHub knows no condition for that.
  const now = all.find(({ comment }) => comment.id === mine.id);
  if (now !== undefined && isNewer(build, now.build, pull)) await github.updateComment(mine.id, mine.body);
  return mine;
}

async function reviews(github: GitHub, { number }: PullRequest) {
  return (await github.comments(number)).flatMap((comment) => {
    const build = buildOf(comment.body);
    return build === undefined ? [] : [{ comment, build }];
  });
}

/** A build of the present head is newer than one of another; of two of the same commit, the number decides. */
function isNewer(one: Build, other: Build, { head }: PullRequest): boolean {
  if (one.head === other.head) return one.number > other.number;
  if (one.head === head || other.head === head) return one.head === head;
  return one.number > other.number;
}

function isSame(one: Build, other: Build): boolean {
  return one.head === other.head && one.number === other.number;
}

/** Longest text of a check (GitHub REST API, "Create a check run"). */
const CHECK_CHARACTERS = 65_535;

/** The same as a check of the head, which a rule of the repository may require. */
export function checkOf(
  { head }: PullRequest,
  review: { readonly ok: boolean; readonly verdict: string; readonly body: string; readonly url?: string },
): Check {
  return {
    name: CHECK_NAME,
    commit: head,
    conclusion: review.ok ? "success" : "failure",
    title: review.verdict.slice(0, 255),
    summary: review.body.slice(0, CHECK_CHARACTERS),
    ...(review.url === undefined ? {} : { url: review.url }),
  };
}

/** Name of the check, as rules of the repository name it. */
export const CHECK_NAME = "sagemaker-promotion/plan";
