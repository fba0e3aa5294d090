import { partsOfCopyName } from "../environments/names";

/**
 * The command that does, or goes on with, a verb.
 * @param reference as it was given, a name or a path; a copy's name becomes the options that it is made of
 */
export function commandFor(verb: string, reference: string): string {
  const { of, as } = partsOfCopyName(reference) ?? {};
  return `npm run deploy -- ${verb} --env ${of === undefined ? reference : `${of} --as ${as}`}`;
}
