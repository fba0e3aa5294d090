/** What checkov finds wrong with one resource. */
export interface Finding {
  /** Such as `CKV_AWS_117`. */
  readonly check: string;
  /** What the check asks for. */
  readonly title: string;
  /** Path of the construct, stack first: `prod/start-retraining/function`. */
  readonly resource: string;
  /** The scenarios of the environment files in which it is found, see `scenarios.ts`. */
  readonly scenarios: readonly string[];
}

/** Why a finding is left as it is. */
export interface Suppression {
  readonly check: string;
  /**
   * Paths of constructs; `*` stands for one name in a path, and the stack of a foundation for those of every model and
   * account: `registry-account` for `fraud-registry-account` as well.
   */
  readonly resources: readonly string[];
  readonly reason: string;
}

export interface Suppressed {
  readonly suppressed: readonly Finding[];
  /** Findings to fix or to suppress. */
  readonly open: readonly Finding[];
  /**
   * Suppressions, as `check path`, of a finding that no scenario has: fixed since, or mistyped; or the files are not the example
   * and have no such resource.
   */
  readonly obsolete: readonly string[];
}

const FOUNDATION = /^(?:delivery|jenkins-account|registry-account)(?=\/)/;

/** Sorts findings by whether a suppression covers them. */
export function suppress(findings: readonly Finding[], suppressions: readonly Suppression[]): Suppressed {
  const patterns = suppressions.flatMap(({ check, resources }) =>
    resources.map((resource) => ({ check, resource, expression: pathExpression(resource) })),
  );
  const matches = ({ check, expression }: (typeof patterns)[number], finding: Finding): boolean =>
    check === finding.check && expression.test(finding.resource);
  const isSuppressed = (finding: Finding): boolean => patterns.some((pattern) => matches(pattern, finding));
  return {
    suppressed: findings.filter(isSuppressed),
    open: findings.filter((finding) => !isSuppressed(finding)),
    obsolete: patterns
      .filter((pattern) => !findings.some((finding) => matches(pattern, finding)))
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
