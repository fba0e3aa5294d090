import type { Draft } from "./draft";
import { STATE_GROUP } from "./family";
import type { Remark } from "./finding";

/**
 * Gives files that leave out `model_name` the one of the prod files in their folder, so that a model's name, of which
 * most others are made, is said once. Where these say none, or several, it is a finding.
 */
export function nameModels(drafts: readonly Draft[]): Draft[] {
  return drafts.map((draft) => {
    if (!leavesOut(draft)) return draft;
    const prods = drafts.filter((other) => folderOf(other) === folderOf(draft) && mayBeProd(other));
    const names = new Set(prods.flatMap(({ sound }) => sound.model_name ?? []));
    const [name] = names;
    if (name !== undefined && names.size === 1)
      return { ...draft, sound: { ...draft.sound, model_name: name } };
    // A prod file whose faults hide its name: those are reported already.
    if (names.size === 0 && prods.length > 0) return draft;
    return { ...draft, findings: [...draft.findings, draft.locate(remark(prods))] };
  });
}

/** The folder of a file, with the slash behind it; empty for the one that is searched. */
export function folderOf({ file }: Draft): string {
  return file.path.slice(0, file.path.lastIndexOf("/") + 1);
}

/** Whether a file leaves its model's name to another: a prod file may not, and a faulty name is nothing left out. */
function leavesOut({ sound, findings }: Draft): boolean {
  const { env_group: group, model_name: name } = sound;
  const faulty = findings.some(({ pointer }) => pointer === "/model_name");
  return name === undefined && !faulty && group !== undefined && group !== STATE_GROUP;
}

function mayBeProd({ sound, findings }: Draft): boolean {
  return sound.env_group === STATE_GROUP || (sound.env_group === undefined && findings.length > 0);
}

function remark(prods: readonly Draft[]): Remark {
  const said = prods.flatMap(({ sound, file }) =>
    sound.model_name === undefined ? [] : [`"${sound.model_name}" (${file.path})`],
  );
  const about = { pointer: "/model_name", found: "no such key" };
  if (said.length === 0) {
    return {
      ...about,
      expected: `the model's name, since no file of this folder has env_group "${STATE_GROUP}" and says it`,
      mend: `add "model_name", or put the model's ${STATE_GROUP} file beside this one`,
    };
  }
  return {
    ...about,
    expected: `the model's name, since the ${STATE_GROUP} files of this folder are of several: ${said.join(", ")}`,
    mend: `add "model_name", or give each model a folder of its own`,
  };
}
