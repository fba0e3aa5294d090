import { short } from "../format";
import { html } from "../html";
import { facts, type Section } from "../parts";
import type { View } from "../view";

/** The line that makes it all again. */
export function againSection({ data: { command, commit, environments } }: View): Section {
  return {
    id: "again",
    title: "Make it again",
    lead: "In a checkout of the same commit:",
    body: html`<pre class="command" data-copy tabindex="0" aria-label="Command that makes this report again">
${command}</pre>
      ${facts([
        ...(commit === undefined
          ? []
          : [["Commit", html`<code title="${commit}">${short(commit)}</code>`] as const]),
        ...environments.map(({ name, account, region }) => [name, `account ${account}, ${region}`] as const),
      ])}`,
  };
}
