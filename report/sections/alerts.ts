import type { AlertData } from "../data";
import { counted } from "../format";
import { html, type Html } from "../html";
import { badge, fold, lines, missing, type Section } from "../parts";
import type { View } from "../view";

/** Mails as their subscribers see them. */
export function alertsSection({ data: { alerts } }: View): Section {
  return {
    id: "alerts",
    title: "Alerts",
    lead: "The mails that went out, as who subscribes to an environment's alerts sees them.",
    body:
      alerts === undefined
        ? missing("Mails cannot be seen from here: whoever subscribes has them.")
        : alerts.length === 0
          ? missing("No mail was sent.")
          : html`<div class="inbox">${bySubject(alerts).map(mailMarkup)}</div>`,
  };
}

/** Mails with the same subject, which tell of the same thing, oldest first. */
function bySubject(alerts: readonly AlertData[]): AlertData[][] {
  const groups = new Map<string, AlertData[]>();
  for (const alert of alerts) {
    const key = `${alert.environment}\n${alert.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()];
}

function mailMarkup(mails: readonly AlertData[]): Html {
  const [first, ...others] = mails;
  if (first === undefined) return html``;
  const { environment, to, subject, body } = first;
  return html`<div data-row>
    ${fold(
      html`<strong>${subject}</strong> ${others.length > 0 && badge("info", counted(mails.length, "mail"))}
        <span class="quiet">${environment}, to ${to}</span>`,
      html`${lines(body.trimEnd(), subject)}
      ${
        others.length > 0 &&
        fold(
          `${counted(others.length, "more", "more")} with this subject`,
          others.map((mail) => lines(mail.body.trimEnd(), mail.subject)),
        )
      }`,
    )}
  </div>`;
}
