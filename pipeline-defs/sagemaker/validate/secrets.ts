import { isJsonObject, pointTo, type Json } from "../json";
import { stepTypeOf } from "../service-model/step-types";
import type { Finding } from "./finding";
import { ownJson, type IndexedDefinition, type ParameterEntry, type StepEntry } from "./indexed-definition";
import { valuesOf } from "./parameters";
import { isExpression, parameterOf } from "./reference";
import { textOf } from "./text";

/** The forms of credentials that can be told by their looks. Sources: the documentation of whoever issues them. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key id", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b/],
  ["a GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/],
  ["a Hugging Face token", /\bhf_[A-Za-z0-9]{30,}\b/],
  ["a Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ["a PyPI token", /\bpypi-[A-Za-z0-9_-]{50,}/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["a Google API key", /\bAIza[A-Za-z0-9_-]{35}\b/],
  [
    "an API key",
    /\b(?:sk_(?:live|test)_[A-Za-z0-9]{16,}|sk-(?:ant|proj|svcacct)-[\w-]{20,}|sk-[A-Za-z0-9]{32,})/,
  ],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/],
  ["a bearer token", /\bBearer\s+[\w.~+/-]{16,}/],
  ["a Slack webhook", /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/],
  ["a connection string with a password", /(?:^|;)\s*(?:password|pwd)\s*=\s*[^\s;{$]+/i],
  ["an address with a password in it", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i],
];
/** Names that say what their values are: of passwords every one is a secret, of tokens and keys those that are long. */
const PASSWORD =
  /password(?!less)|passwd|passphrase|(?:^|[_-])(?:pwd(?:$|[_-])|pass(?:[_-](?:key|value))?$)/i;
const SECRET = /(?:^|[_-])secret(?:[_-](?:key|value))?$/i;
const TOKEN =
  /(?:^|[_-])(?:token|credentials?|api_?key|access_?key|private_?key|auth_?key)(?:[_-](?:value|id))?$/i;
/** Names of keys as their issuers' customers give them, `OPENAI_KEY`, but for those that find data or encrypt it. */
const VENDOR_KEY =
  /^(?!.*(?:^|[_-])(?:public|kms|encryption|s3|object|cache|partition|sort|primary|foreign|hash|range|join|group|index)[_-]?key$).*[_-]key$/i;
/** Names that speak about a password, as `PASSWORD_FILE` and `USE_PASSWORD` do. */
const ABOUT =
  /^(?:use|has|is|enable|require|show|hide|mask|allow|skip|no)[_-]|[_-](?:field|column|name|id|arn|ur[il]|file|path|folder|dir|parameter|prompt|label|type|policy|length|min|max|days|enabled|required|version)$/i;
/** A secret's name in Secrets Manager, where names are paths: words, unlike the characters of base 64. */
const SECRET_NAME =
  /^[A-Z]?[a-z][a-z0-9]*(?:[/._-][A-Z]?[a-z0-9]+)*\/(?:[A-Z]?[a-z0-9]+)(?:[/._-][A-Z]?[a-z0-9]+)*$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** What people put behind a name to tell one such value from another. */
const WHICH = /[_-]?(?:\d+|dev|test|stage|staging|prod|production|old|new)$/i;
const TOKEN_LENGTH = 8;
/** What a value may be instead: a reference to a secret, an address, a switch, a public key; for a token also a number or `<pad>`. */
const REFERENCE =
  /^(?:$|-----BEGIN (?:[A-Z]+ )?(?:PUBLIC KEY|CERTIFICATE)-----|arn:|s3:\/\/|https?:\/\/[^@]*$|\/|\$\{|\{\{|(?:ssm|secretsmanager):|true$|false$|none$|null$)/i;
const WORD = /^(?:\d+|[<[|].*[>\]|])$/;
/** Bits a character from which a long text without words looks random: hexadecimal has 4, base 64 has 6. */
const RANDOM_BITS = 4.3;
const RANDOM_LENGTH = 28;
const RANDOM_ALPHABET = /^[A-Za-z0-9+/=_-]+$/;

/** The maps of the API whose values a job gets as text, and which every reader of the definition sees. */
const MAPS = ["Environment", "HyperParameters", "StaticHyperParameters"];
/** Stands for a value that is known only when the pipeline runs; no form of a secret goes on behind a line's end. */
const LATER = "\n\u0000\n";
const FIX = "keep it in Secrets Manager, pass its ARN, and let the job read it with its role";

/**
 * Values that look like secrets: in environment variables, hyperparameters, inputs and parameters by their names and
 * looks, in any other text by a form that nothing else has. A finding never holds the value.
 */
export function checkSecrets({ steps, parameters }: IndexedDefinition): readonly Finding[] {
  const found = new Map<string, Finding>();
  const judge = (text: string, name: string | undefined, pointer: string, step: string | undefined): void => {
    const what = whatItIs(name, text);
    if (what === undefined || found.has(pointer)) return;
    const where = name === undefined ? "this text" : name;
    found.set(pointer, {
      code: "PlaintextSecret",
      severity: "error",
      step,
      pointer,
      message: `${where} holds what looks like ${what}; whoever may describe the pipeline or its jobs reads it`,
      fix: FIX,
    });
  };
  const judgeParameter = (parameter: ParameterEntry, name: string): void => {
    for (const { value, pointer } of valuesOf(parameter)) {
      if (typeof value === "string") judge(value, name, pointer, undefined);
    }
  };
  const visitStep = (step: StepEntry): void => {
    const maps = stepTypeOf(step.type).isFunction ? [...MAPS, "Arguments"] : MAPS;
    /** @param name of a variable or input; undefined where texts are no values of such */
    const visit = (json: Json, name: string | undefined, pointer: string): void => {
      const text = textOf(json, () => LATER);
      if (text !== undefined) judge(text, name, pointer, step.name);
      const parameter = parameters.find((candidate) => candidate.name === parameterOf(json));
      if (parameter !== undefined && name !== undefined) judgeParameter(parameter, name);
      if (text !== undefined || json === null || typeof json !== "object" || isExpression(json)) return;
      for (const [key, value] of Object.entries(json)) {
        const at = pointTo(pointer, key);
        if (!maps.includes(key) || !isJsonObject(value)) visit(value, undefined, at);
        else for (const [inner, one] of Object.entries(value)) visit(one, inner, pointTo(at, inner));
      }
    };
    visit(ownJson(step), undefined, step.pointer);
  };
  for (const parameter of parameters) judgeParameter(parameter, parameter.name);
  for (const step of steps) visitStep(step);
  return [...found.values()];
}

function whatItIs(name: string | undefined, text: string): string | undefined {
  for (const [what, form] of FORMS) if (form.test(text)) return what;
  if (name === undefined || text.includes(LATER) || REFERENCE.test(text)) return undefined;
  const words = spaced(name);
  const isPassword = PASSWORD.test(words) && !ABOUT.test(words);
  const isSecret = SECRET.test(words) && !SECRET_NAME.test(text);
  const isToken = TOKEN.test(words) && text.length >= TOKEN_LENGTH && !WORD.test(text);
  const isKey = VENDOR_KEY.test(words) && looksIssued(text);
  if (isPassword || isSecret || isToken || isKey) return "a secret, by its name";
  const random = text.length >= RANDOM_LENGTH && RANDOM_ALPHABET.test(text) && entropy(text) >= RANDOM_BITS;
  return random && mixed(text) ? "a secret, by its randomness" : undefined;
}

/** `dbPassword` as `db_Password`, `DB_PASSWORD_2` as `DB_PASSWORD`. */
function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(WHICH, "");
}

/** Letters and digits together, in a piece longer than words are. */
function looksIssued(text: string): boolean {
  const longest = longestPiece(text);
  const isKey = /^[A-Za-z0-9]{12,}$/.test(longest) && /[A-Za-z]/.test(longest) && /\d/.test(longest);
  return isKey && !UUID.test(text);
}

function longestPiece(text: string): string {
  return text.split(/[_/=-]/).reduce((most, part) => (part.length > most.length ? part : most), "");
}

/** Words and paths have letters alone or words between their separators; keys mix all three kinds throughout. */
function mixed(text: string): boolean {
  const longest = longestPiece(text);
  return longest.length >= 16 && /[a-z]/.test(longest) && /[A-Z]/.test(longest) && /\d/.test(longest);
}

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
