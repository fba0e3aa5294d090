/** To a hundredth of a cent: sums of binary fractions leave dust behind. */
export function roundUsd(usd: number): number {
  return Math.round(usd * 1e4) / 1e4;
}

/** `$3.68`. */
export function usdText(usd: number): string {
  return `$${usd.toFixed(2)}`;
}
