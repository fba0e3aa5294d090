/** One step along a path: a key, or an index of a list. */
export type PathPart = string | number;

const NEXT_PART = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/suy;

/**
 * The parts of a path with dots and brackets, such as `ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri`
 * or `metrics.auc[0].value`; a leading `$` stands for the whole. Undefined where the text is no such path.
 */
export function parsePath(path: string): PathPart[] | undefined {
  const source = path.replace(/^\$\.?/u, "");
  const parts: PathPart[] = [];
  let position = 0;
  while (position < source.length) {
    NEXT_PART.lastIndex = position;
    const match = NEXT_PART.exec(source);
    if (match === null) return undefined;
    const [whole, key, index, single, double] = match;
    parts.push(index === undefined ? (key ?? single ?? double ?? "") : Number(index));
    position += whole.length;
  }
  return parts;
}
