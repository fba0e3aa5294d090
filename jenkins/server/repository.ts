import { Problem } from "sagemaker-promotion-core/problem";

/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/**
 * Of `OWNER/NAME`, as GitHubSCMSource of the plugin GitHub Branch Source lets owners and repositories be called.
 * @throws Problem `NoRepository`
 */
export function parseRepository(text: string): Repository {
  const [, owner, name] = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([0-9A-Za-z._-]+)$/.exec(text) ?? [];
  if (owner !== undefined && name !== undefined) return { owner, name };
  throw new Problem({
    code: "NoRepository",
    blame: "user",
    message: `${JSON.stringify(text)} is no repository`,
    where: "--repository",
    next: "name it as GitHub does: OWNER/NAME",
  });
}
