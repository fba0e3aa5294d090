import type { PermissionData } from "../data";
import { counted } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, fold, missing, table, type Section } from "../parts";
import type { View } from "../view";

/** What each role may do, and what of it it did. */
export function permissionsSection({ data: { permissions }, accountName }: View): Section {
  return {
    id: "permissions",
    title: "Permissions",
    lead: "What each role's own policies grant, against what it asked for. What was refused is red.",
    body:
      permissions === undefined
        ? missing("Which permissions are used shows in a rehearsal alone.")
        : table(
            "Permissions of each role, granted against used",
            [
              "Role",
              "Account",
              { title: "Granted", isNumber: true },
              { title: "Used", isNumber: true },
              "Share",
              "Not used",
              "Refused",
            ],
            permissions.map((role) => row(role, accountName(role.account))),
          ),
  };
}

function row({ role, granted, used, refused }: PermissionData, account: string): Part[] {
  const unused = granted.filter((action) => !used.some((one) => matches(action, one)));
  const share = granted.length === 0 ? 0 : (granted.length - unused.length) / granted.length;
  return [
    role,
    account,
    granted.length,
    granted.length - unused.length,
    bar(share),
    unused.length === 0 ? "–" : fold(counted(unused.length, "action"), actions(unused)),
    refused.length === 0 ? "–" : html`${badge("bad", refused.join(", "))}`,
  ];
}

/** Whether an action of a policy, which may hold `*`, grants one that was asked for. */
function matches(granted: string, asked: string): boolean {
  const [before = "", ...rest] = granted.toLowerCase().split("*");
  const action = asked.toLowerCase();
  if (rest.length === 0) return action === before;
  return action.startsWith(before) && action.endsWith(rest.at(-1) ?? "");
}

function actions(names: readonly string[]): Html {
  return html`<ul class="plain actions">
    ${names.map((name) => html`<li><code>${name}</code></li>`)}
  </ul>`;
}

const WIDTH = 80;

/** The numbers beside it say the same. */
function bar(share: number): Html {
  return html`<svg class="share" viewBox="0 0 ${WIDTH} 10" width="${WIDTH}" height="10" aria-hidden="true">
    <rect class="whole" width="${WIDTH}" height="10" rx="5" />
    <rect class="part" width="${Math.round(share * WIDTH)}" height="10" rx="5" />
  </svg>`;
}
