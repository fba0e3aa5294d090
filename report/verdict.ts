import { counted, listed } from "./format";
import type { Tone } from "./parts";
import type { View } from "./view";

/** What it all comes to, in a sentence, and the next in a second one. */
export interface Verdict {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

export function verdictOf(view: View): Verdict {
  const { environments, data } = view;
  const failed = data.story?.chapters.find(({ ok }) => !ok);
  const versions = [...new Set(environments.map(({ live }) => live?.version))];
  const live = versions.map((version) => {
    const where = environments.filter((one) => one.live?.version === version).map(({ name }) => name);
    return `${version === undefined ? "nothing" : `version ${version}`} is live in ${listed(where)}`;
  });
  const sentence = live.length === 0 ? "No environment could be looked at." : `${upper(listed(live))}.`;
  if (failed !== undefined) {
    return {
      tone: "bad",
      title: `The story breaks at chapter ${failed.id}, ${failed.title}.`,
      text: sentence,
    };
  }
  const drifted = environments.filter(({ drift }) => drift?.found === true).map(({ name }) => name);
  const waits = environments.flatMap(({ waits: of }) => of).length;
  const told = [
    ...(drifted.length === 0 ? [] : [`the last batch of ${listed(drifted)} drifted`]),
    ...(waits === 0 ? [] : [`${counted(waits, "thing")} ${waits === 1 ? "waits" : "wait"} for somebody`]),
    ...((data.unseen ?? []).length === 0 ? [] : ["not everything could be looked at"]),
  ];
  const story = data.story === undefined ? "" : `${storyText(data.story)} `;
  if (told.length > 0) return { tone: "warn", title: sentence, text: `${story}${upper(listed(told))}.` };
  return {
    tone: "good",
    title: sentence,
    text: `${story}No drift in the last batches, and nothing waits for anybody.`,
  };
}

function storyText({ chapters }: NonNullable<View["data"]["story"]>): string {
  const held = chapters.reduce((sum, chapter) => sum + chapter.held.length, 0);
  return `The rehearsed story holds: ${counted(chapters.length, "chapter")}, ${counted(held, "expectation")}.`;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
