export function digestWhileCurrent(root: string, outfile: string): string | undefined;
export function keep(
  root: string,
  outfile: string,
  content: string | Uint8Array,
  inputs: readonly string[],
): string;
