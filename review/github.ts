import { Problem } from "sagemaker-promotion-core/problem";
import type { Progress, Sleep } from "../deploy/ports";

/** A pull request, as far as a review needs it. */
export interface PullRequest {
  readonly number: number;
  readonly open: boolean;
  /** Commit ids of the branch and of what it is to be merged into. */
  readonly head: string;
  readonly base: string;
  /** Name of the branch that it is to be merged into. */
  readonly target: string;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
}

/** A check of a commit, as GitHub shows it beside the pull request. */
export interface Check {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: "success" | "neutral" | "failure";
  readonly title: string;
  readonly summary: string;
  readonly url?: string;
}

/** What a review asks of GitHub. Every method rejects with a Problem. */
export interface GitHub {
  pullRequest(number: number): Promise<PullRequest>;
  /** Who has approved the head as it is, by login. */
  approvals(pull: PullRequest): Promise<readonly string[]>;
  /** Those that whoever the token is of has written, the oldest first. */
  comments(number: number): Promise<readonly Comment[]>;
  createComment(number: number, body: string): Promise<Comment>;
  /** Undefined where it is gone. */
  updateComment(id: number, body: string): Promise<Comment | undefined>;
  deleteComment(id: number): Promise<void>;
  /** As a check run where the token is a GitHub App's, else as a commit status. */
  check(check: Check): Promise<void>;
}

/** What a client needs: its edges are passed in. */
export interface GitHubSettings {
  /** `https://api.github.com`, or a GitHub Enterprise Server's `https://HOST/api/v3`. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  readonly fetch: typeof fetch;
  readonly sleep: Sleep;
  readonly progress: Progress;
}

const TRIES = 4;
/** Milliseconds. Whoever waits longer for GitHub has more use of a failure. */
const LONGEST_WAIT = 60_000;
const ANSWER_WITHIN = 30_000;
const PAGE = 100;
/** Of comments, reviews: 3,000 entries. */
const MOST_PAGES = 30;
/** Longest description of a commit status (GitHub REST API, "Commit statuses"). */
const STATUS_CHARACTERS = 140;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** GitHub's REST API, of one repository. */
export class GitHubRest implements GitHub {
  constructor(private readonly settings: GitHubSettings) {}

  async pullRequest(number: number): Promise<PullRequest> {
    const { body } = await this.call("GET", this.path(`pulls/${number}`));
    const { state, head, base } = body as {
      readonly state: string;
      readonly head: { readonly sha: string };
      readonly base: { readonly sha: string; readonly ref: string };
    };
    return { number, open: state === "open", head: head.sha, base: base.sha, target: base.ref };
  }

  async approvals({ number, head }: PullRequest): Promise<readonly string[]> {
    const latest = new Map<string, boolean>();
    for (const review of await this.pages<Review>(`pulls/${number}/reviews`)) {
      // A later comment takes no approval back; a later request for changes does.
      if (review.state === "COMMENTED" || review.user === null) continue;
      latest.set(review.user.login, review.state === "APPROVED" && review.commit_id === head);
    }
    return [...latest].flatMap(([login, approved]) => (approved ? [login] : [])).sort();
  }

  async comments(number: number): Promise<readonly Comment[]> {
    const me = await this.me();
    const all = await this.pages<ApiComment>(`issues/${number}/comments`);
    return all
      .filter(({ user }) => (me === undefined ? user?.type === "Bot" : user?.login === me))
      .map(commentOf)
      .sort((a, b) => a.id - b.id);
  }

  async createComment(number: number, body: string): Promise<Comment> {
    const answer = await this.call("POST", this.path(`issues/${number}/comments`), { body });
    return commentOf(answer.body as ApiComment);
  }

  async updateComment(id: number, body: string): Promise<Comment | undefined> {
    const answer = await this.call("PATCH", this.path(`issues/comments/${id}`), { body }, [404]);
    return answer.status === 404 ? undefined : commentOf(answer.body as ApiComment);
  }

  async deleteComment(id: number): Promise<void> {
    await this.call("DELETE", this.path(`issues/comments/${id}`), undefined, [404]);
  }

  async check({ name, commit, conclusion, title, summary, url }: Check): Promise<void> {
    const run = await this.call(
      "POST",
      this.path("check-runs"),
      {
        name,
        head_sha: commit,
        status: "completed",
        conclusion,
        output: { title, summary },
        ...(url === undefined ? {} : { details_url: url }),
      },
      [403],
    );
    // Only a GitHub App may write check runs (GitHub REST API, "Create a check run").
    if (run.status !== 403) return;
    await this.call("POST", this.path(`statuses/${commit}`), {
      context: name,
      state: conclusion === "failure" ? "failure" : "success",
      description: title.slice(0, STATUS_CHARACTERS),
      ...(url === undefined ? {} : { target_url: url }),
    });
  }

  /** Undefined for the token of a GitHub App's installation, which is no user's. */
  private async me(): Promise<string | undefined> {
    const { status, body } = await this.call("GET", "/user", undefined, [403]);
    return status === 403 ? undefined : (body as { readonly login: string }).login;
  }

  private async pages<Item>(path: string): Promise<Item[]> {
    const found: Item[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { body } = await this.call("GET", `${this.path(path)}?per_page=${PAGE}&page=${page}`);
      const items = body as readonly Item[];
      found.push(...items);
      if (items.length < PAGE) break;
    }
    return found;
  }

  private path(rest: string): string {
    return `/repos/${this.settings.repository}/${rest}`;
  }

  /** @param accepted statuses that are no failure for who calls */
  private async call(
    method: string,
    path: string,
    body?: object,
    accepted: readonly number[] = [],
  ): Promise<Answer> {
    const { sleep, progress } = this.settings;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.once(method, path, body).catch((error: unknown) => unreachable(error));
      if (answer.status >= 200 && answer.status < 300) return answer;
      const wait = waitOf(answer, attempt);
      if (wait === undefined && accepted.includes(answer.status)) return answer;
      if (wait === undefined || attempt === TRIES || wait > LONGEST_WAIT) {
        throw failure(`${method} ${path.split("?")[0] ?? path}`, answer, this.settings);
      }
      progress(`GitHub answered ${answer.status || "nothing"}: again in ${Math.ceil(wait / 1_000)} s`);
      await sleep(wait);
    }
  }

  private async once(method: string, path: string, body: object | undefined): Promise<Failed> {
    const { api, token } = this.settings;
    const response = await this.settings.fetch(`${api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        "user-agent": "sagemaker-promotion",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A token is never sent on to where a redirect leads.
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), headers: response.headers };
  }
}

interface ApiComment {
  readonly id: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string; readonly type: string } | null;
}

interface Review {
  readonly user: { readonly login: string } | null;
  readonly state: string;
  readonly commit_id: string;
}

interface Failed extends Answer {
  readonly headers?: Headers;
}

function commentOf({ id, body, html_url: url }: ApiComment): Comment {
  return { id, body: body ?? "", url };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(error: unknown): Failed {
  const { message, cause } = error as Error;
  return { status: 0, body: { message: cause instanceof Error ? cause.message : message } };
}

/**
 * Milliseconds until the next try; undefined where none would help. GitHub says in two headers how long to wait, also
 * with 403 (GitHub REST API, "Rate limits").
 */
function waitOf({ status, headers }: Failed, attempt: number): number | undefined {
  const after = headers?.get("retry-after");
  if (after !== null && after !== undefined && (status === 403 || status === 429 || status === 503))
    return Number(after) * 1_000;
  if (status === 403 && headers?.get("x-ratelimit-remaining") === "0") {
    return Math.max(0, Number(headers.get("x-ratelimit-reset")) * 1_000 - Date.now());
  }
  const again = status === 0 || status === 409 || status === 429 || status >= 500;
  return again ? 2 ** (attempt - 1) * 1_000 : undefined;
}

const NEXT: Readonly<Record<number, string>> = {
  0: "See whether GitHub can be reached from here, and GITHUB_API_URL, then run the same command again.",
  401: "See that GITHUB_TOKEN is valid and has not expired.",
  403: "The token needs pull requests: write, and checks or commit statuses: write, on this repository.",
  404: "See that the repository and the pull request are right, and that the token may see them.",
  422: "GitHub refuses what was sent. Report it with the message above.",
};

function failure(request: string, { status, body }: Failed, { repository }: GitHubSettings): Problem {
  const { message = "no more" } = (body ?? {}) as { readonly message?: string };
  const limited = status === 429 || (status === 403 && /rate limit/i.test(message));
  return new Problem({
    code: limited ? "GitHubRateLimit" : status === 0 ? "GitHubUnreachable" : "GitHubFailed",
    blame: status === 422 ? "bug" : "environment",
    message:
      status === 0
        ? `GitHub did not answer ${request}: ${message}`
        : `GitHub answered ${status} to ${request}: ${message}`,
    where: repository,
    next: limited
      ? "Wait as long as GitHub says, then run the same command again."
      : (NEXT[status] ?? "Run the same command again. If it goes on, see githubstatus.com."),
  });
}
