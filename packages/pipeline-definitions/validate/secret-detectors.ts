/**
 * Stands for a value that is known only when the pipeline runs. No form of a secret continues across
 * lines.
 */
export const KNOWN_LATER = "\n\u0000\n";

/**
 * A value, with the name of the variable, input or parameter that it belongs to, where it belongs to
 * one.
 */
interface Candidate {
  readonly text: string;
  /**
   * In words, without what tells one environment's value from another's: `dbPassword2` is `db_Password`.
   */
  readonly name: string;
}

/** Recognizes one kind of secret by the value's name. */
interface Detector {
  readonly what: string;
  readonly detects: (candidate: Candidate) => boolean;
}

/** One kind of secret that its form gives away. */
export interface SecretForm {
  readonly what: string;
  /** Matches the secret itself, and nothing around it. */
  readonly form: RegExp;
}

/** Credentials that their form gives away. Sources: the issuers' documentation. */
export const SECRET_FORMS: readonly SecretForm[] = [
  { what: "an AWS access key id", form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: "an AWS session token", form: /\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[\w+/=]{50,}/ },
  {
    what: "a private key",
    // To its end, or to the end of what is left of it.
    form: /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/,
  },
  {
    what: "a GitHub token",
    form: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b/,
  },
  { what: "a GitLab token", form: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { what: "a Hugging Face token", form: /\bhf_[A-Za-z0-9]{30,}\b/ },
  { what: "a Slack token", form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { what: "a PyPI token", form: /\bpypi-[A-Za-z0-9_-]{50,}/ },
  { what: "an npm token", form: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: "a Google API key", form: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { what: "an API key", form: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/ },
  { what: "an API key", form: /\bsk-(?:(?:ant|proj|svcacct)-[\w-]{20,}|[A-Za-z0-9]{32,})/ },
  { what: "a SendGrid key", form: /\bSG\.[\w-]{22}\.[\w-]{43}\b/ },
  { what: "a Databricks token", form: /\bdapi[0-9a-f]{32}\b/ },
  { what: "a Vault token", form: /\bhvs\.[\w-]{24,}/ },
  { what: "an Azure storage key", form: /(?<=\bAccountKey=)[A-Za-z0-9+/]{60,}={0,2}/ },
  { what: "a JSON Web Token", form: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/ },
  { what: "a bearer token", form: /(?<=\bBearer\s+)[\w.~+/-]{16,}/ },
  { what: "a signature of an address", form: /(?<=\bX-Amz-(?:Signature|Security-Token)=)[\w%+/=-]{16,}/i },
  { what: "a Slack webhook", form: /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/ },
  {
    what: "a connection string with a password",
    form: /(?<=(?:^|;)\s*(?:password|pwd)\s*=\s*)[^\s;{$]+/i,
  },
  {
    what: "an address with a password in it",
    form: /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/i,
  },
];

/** Names of passwords: every value is a secret. */
const PASSWORD =
  /password(?!less)|passwd|passphrase|(?:^|[_-])(?:pwd(?:$|[_-])|pass(?:[_-](?:key|value))?$)/i;
const SECRET = /(?:^|[_-])secret(?:[_-](?:key|value|string))?$/i;
/** Names of tokens and keys: a value is a secret if it is long. */
const TOKEN =
  /(?:^|[_-])(?:token|credentials?|api_?key|access_?key|private_?key|auth_?key)(?:[_-](?:value|id))?$/i;
const TOKEN_LENGTH = 8;
/** Any other key, such as `OPENAI_KEY`, unless it is one of those that find data or encrypt it. */
const KEY = /[_-]key$/i;
const NO_CREDENTIAL_KEYS =
  "public kms encryption s3 object cache partition sort primary foreign hash range join group index";
const NO_CREDENTIAL_KEY = new RegExp(
  `(?:^|[_-])(?:${NO_CREDENTIAL_KEYS.replaceAll(" ", "|")})[_-]?key$`,
  "i",
);
/** Names that say something about a password, as `PASSWORD_FILE` and `USE_PASSWORD` do. */
const ABOUT_BEFORE = /^(?:use|has|is|enable|require|show|hide|mask|allow|skip|no)[_-]/i;
const ABOUT_BEHIND =
  /[_-](?:field|column|name|id|arn|ur[il]|file|path|folder|dir|parameter|prompt|label|type|policy|length|min|max|days|enabled|required|version)$/i;
/**
 * A secret's name in Secrets Manager, where names are paths: words, unlike the characters of base 64.
 */
const SECRET_NAME =
  /^[A-Z]?[a-z][a-z0-9]*(?:[/._-][A-Z]?[a-z0-9]+)*\/(?:[A-Z]?[a-z0-9]+)(?:[/._-][A-Z]?[a-z0-9]+)*$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** What a token's value may also be: a number, or a placeholder such as `<pad>`. */
const NUMBER_OR_PLACEHOLDER = /^(?:\d+|[<[|].*[>\]|])$/;
/** Bits per character from which a long text looks random: hexadecimal has 4, base 64 has 6. */
const RANDOM_BITS = 4.3;
const RANDOM_LENGTH = 28;
const RANDOM_ALPHABET = /^[A-Za-z0-9+/=_-]+$/;

/** Values of variables, inputs and parameters that are secrets by their names. */
const NAMED: readonly Detector[] = [
  {
    what: "a secret, by its name",
    detects: ({ name }) => PASSWORD.test(name) && !ABOUT_BEFORE.test(name) && !ABOUT_BEHIND.test(name),
  },
  {
    what: "a secret, by its name",
    detects: ({ name, text }) => SECRET.test(name) && !SECRET_NAME.test(text),
  },
  {
    what: "a secret, by its name",
    detects: ({ name, text }) =>
      TOKEN.test(name) && text.length >= TOKEN_LENGTH && !NUMBER_OR_PLACEHOLDER.test(text),
  },
  {
    what: "a secret, by its name",
    detects: ({ name, text }) => KEY.test(name) && !NO_CREDENTIAL_KEY.test(name) && looksIssued(text),
  },
];

/** What a named value may be instead: a reference to a secret, an address, a switch, a public key. */
const NO_SECRET =
  /^(?:$|-----BEGIN (?:[A-Z]+ )?(?:PUBLIC KEY|CERTIFICATE)-----|arn:|s3:\/\/|https?:\/\/[^@]*$|\/|\$\{|\{\{|(?:ssm|secretsmanager):|true$|false$|none$|null$)/i;

/**
 * The kind of secret that a value looks like; undefined where it looks like none.
 * @param name of the variable, input or parameter whose value it is; undefined for any other text
 */
export function secretIn(text: string, name: string | undefined): string | undefined {
  const form = SECRET_FORMS.find((candidate) => candidate.form.test(text));
  if (form !== undefined) return form.what;
  if (name === undefined || text.includes(KNOWN_LATER)) return undefined;
  const random = !NO_SECRET.test(text) && looksRandom(text);
  return secretByName(text, name) ?? (random ? "a secret, by its randomness" : undefined);
}

/** The same by the name alone. */
export function secretByName(text: string, name: string): string | undefined {
  if (NO_SECRET.test(text)) return undefined;
  const candidate = { text, name: inWords(name) };
  return NAMED.find(({ detects }) => detects(candidate))?.what;
}

/** What people put behind a name to tell one such value from another. */
const WHICH = /[_-]?(?:\d+|dev|test|stage|staging|prod|production|old|new)$/i;

function inWords(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(WHICH, "");
}

/** Letters and digits together, in a piece longer than words are. */
function looksIssued(text: string): boolean {
  const longest = longestPiece(text);
  const isKey = /^[A-Za-z0-9]{12,}$/.test(longest) && /[A-Za-z]/.test(longest) && /\d/.test(longest);
  return isKey && !UUID.test(text);
}

function looksRandom(text: string): boolean {
  const random = text.length >= RANDOM_LENGTH && RANDOM_ALPHABET.test(text) && entropy(text) >= RANDOM_BITS;
  return random && isMixed(longestPiece(text));
}

/**
 * Words and paths have letters alone or words between their separators; keys mix all three kinds
 * throughout.
 */
function isMixed(piece: string): boolean {
  return piece.length >= 16 && /[a-z]/.test(piece) && /[A-Z]/.test(piece) && /\d/.test(piece);
}

function longestPiece(text: string): string {
  return text.split(/[_/=-]/).reduce((most, part) => (part.length > most.length ? part : most), "");
}

/** Shannon's entropy, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
