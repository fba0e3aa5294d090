/** Secrets of documented forms, put together here so that no scanner takes this file for a leak. */
const filler = (characters: number): string => "a1B2c3D4e5F6g7H8".repeat(20).slice(0, characters);
const upper = (characters: number): string => "ABCDEFGHJKLMNPQRSTUVWXYZ234567".repeat(3).slice(0, characters);
const letters = (characters: number): string => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ".slice(0, characters);

export const SECRETS: readonly (readonly [kind: string, secret: string])[] = [
  ["AWS access key", `AKIA${upper(16)}`],
  ["AWS temporary access key", `ASIA${upper(16)}`],
  ["AWS session token", `IQoJb3JpZ2lu${filler(200)}`],
  ["GitHub token", `ghp_${filler(36)}`],
  ["GitHub app token", `ghs_${filler(36)}`],
  ["GitHub fine-grained token", `github_pat_${filler(60)}`],
  ["GitLab token", `glpat-${filler(20)}`],
  ["Slack token", `xoxb-${filler(30)}`],
  ["Slack webhook", `https://hooks.slack.com/services/T${upper(8)}/B${upper(10)}/${filler(24)}`],
  ["Google API key", `AIza${filler(35)}`],
  ["Stripe key", `sk_live_${filler(24)}`],
  ["OpenAI key", `sk-proj-${filler(48)}`],
  ["Hugging Face token", `hf_${letters(34)}`],
  ["npm token", `npm_${filler(36)}`],
  ["PyPI token", `pypi-${filler(80)}`],
  ["Databricks token", `dapi${"0123456789abcdef".repeat(2)}`],
  ["Vault token", `hvs.${filler(30)}`],
  ["SendGrid key", `SG.${filler(22)}.${filler(43)}`],
  ["JSON Web Token", `eyJ${filler(20)}.eyJ${filler(40)}.${filler(30)}`],
  [
    "private key",
    `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${filler(64)}\n${filler(64)}\n-----END RSA PRIVATE KEY-----`,
  ],
  ["OpenSSH key, cut off", `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\n${filler(64)}\n${filler(10)}`],
  ["Azure storage key", `AccountKey=${filler(86)}==`],
];

/** The part of it that must not be seen: of one with several lines, the second; without what names it. */
export function coreOf(secret: string): string {
  return secret.split("\n")[1] ?? secret.replace(/^(?:https:\/\/|AccountKey=)/, "");
}
