/** What checkov finds wrong with one resource. */
export interface Finding {
  /** Such as `CKV_AWS_117`. */
  readonly check: string;
  /** What the check asks for. */
  readonly title: string;
  /** Path of the construct, stack first: `prod/start-retraining/function`. */
  readonly resource: string;
  /** The modes of the environment files in which it is found, see `modes.ts`. */
  readonly modes: readonly string[];
}

/** Why a finding is left as it is. */
export interface Answer {
  readonly check: string;
  /**
   * Paths of constructs; `*` stands for one name in a path, and the stack of a foundation for those of every model and
   * account: `registry-account` for `fraud-registry-account` as well.
   */
  readonly resources: readonly string[];
  readonly reason: string;
}

export interface Judgement {
  readonly answered: readonly Finding[];
  /** Findings to fix or to answer. */
  readonly unanswered: readonly Finding[];
  /**
   * Answers, as `check path`, to a finding that no mode has: fixed since, or mistyped; or the files are not the example
   * and have no such resource.
   */
  readonly stale: readonly string[];
}

const FOUNDATION = /^(?:delivery|jenkins-account|registry-account)(?=\/)/;

/** Holds findings against answers. */
export function judge(findings: readonly Finding[], answers: readonly Answer[]): Judgement {
  const patterns = answers.flatMap(({ check, resources }) =>
    resources.map((resource) => ({ check, resource, expression: pathExpression(resource) })),
  );
  const isAnswerTo = ({ check, expression }: (typeof patterns)[number], finding: Finding): boolean =>
    check === finding.check && expression.test(finding.resource);
  const isAnswered = (finding: Finding): boolean => patterns.some((pattern) => isAnswerTo(pattern, finding));
  return {
    answered: findings.filter(isAnswered),
    unanswered: findings.filter((finding) => !isAnswered(finding)),
    stale: patterns
      .filter((pattern) => !findings.some((finding) => isAnswerTo(pattern, finding)))
      .map(({ check, resource }) => `${check} ${resource}`),
  };
}

function pathExpression(pattern: string): RegExp {
  const [foundation = ""] = FOUNDATION.exec(pattern) ?? [];
  const stack = foundation && `(?:[^/]+-)?${foundation}(?:-[0-9]{12})?`;
  const names = pattern
    .slice(foundation.length)
    .split("*")
    .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${stack}${names.join("[^/]+")}$`);
}
