import { foldNormalised } from "./fold.ts";
import { isSyllable } from "./syllable.ts";

const TONE_MARK: Record<string, string> = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" };
const VNI_TONE: Record<string, string> = { "1": "s", "2": "f", "3": "r", "4": "x", "5": "j" };
const VNI_SHAPE: [RegExp, string][] = [[/([aeo])([a-z]*?)6/, "$1$1$2"], [/u7o7|uo7/, "uwow"], [/uo([a-z]+)7/, "uwow$1"], [/([uo])([a-z]*?)7/, "$1w$2"], [/(a)([a-z]*?)8/, "$1w$2"], [/d([a-z]*?)9/, "dd$1"]];
const SHAPES: [RegExp, string][] = [
  [/^dd/, "đ"], [/d(.*)d$/, "đ$1"], [/uow|uwow|uwo/, "ươ"], [/aa|a(?=[a-z]*a$)/, "â"], [/ee/, "ê"], [/oo/, "ô"], [/aw/, "ă"], [/ow/, "ơ"], [/uw/, "ư"],
];

/**
 * Undo a keyboard that was off: Telex "ddoanf" → "đoàn", VNI "d9oan2" → "đoàn". Undefined when the keys spell no
 * Vietnamese syllable, or when the word already is one as typed.
 */
export function decodeTypedKeys(word: string): string | undefined {
  if (!/^[a-z0-9]{2,10}$/.test(word) || isSyllable(word)) return undefined;
  const telex = /\d/.test(word) ? fromVni(word) : word;
  return telex === undefined ? undefined : decodeTelex(telex);
}

function fromVni(word: string): string | undefined {
  if (!/^[a-z]+(?:[1-9][a-z]*){1,4}$/.test(word)) return undefined;
  let shaped = word;
  for (const [keys, telex] of VNI_SHAPE) shaped = shaped.replace(keys, telex);
  const tone = /[1-5]/.exec(shaped)?.[0];
  if (tone) shaped = shaped.replace(tone, "") + VNI_TONE[tone];
  return /\d/.test(shaped) ? undefined : shaped;
}

function decodeTelex(word: string): string | undefined {
  const tone = /[sfrxj](?=[^sfrxj]*$)/.exec(word.slice(1))?.[0];
  const bare = tone ? word[0] + removeLast(word.slice(1), tone) : word;
  let shaped = bare;
  for (const [keys, letter] of SHAPES) shaped = shaped.replace(keys, letter);
  if (shaped === word || !isSyllable(foldNormalised(shaped))) return undefined;
  return tone ? putTone(shaped, TONE_MARK[tone] ?? "") : shaped.normalize("NFC");
}

function removeLast(text: string, letter: string): string {
  const at = text.lastIndexOf(letter);
  return text.slice(0, at) + text.slice(at + 1);
}

/** The tone sits on the shaped vowel if there is one, else on the second of three or before a final consonant, else on the first. */
function putTone(word: string, mark: string): string {
  const start = /^(?:qu|gi(?=[aeouâêôơưă]))/.exec(word)?.[0].length ?? 0;
  const vowels = [...word.matchAll(/[aăâeêioôơuưy]/g)].map((match) => match.index).filter((index) => index >= start);
  const shaped = vowels.filter((index) => "ăâêôơư".includes(word[index] ?? ""));
  const closed = /[bcdghkmnpqrtvlsx]$/.test(word);
  const at = shaped.at(-1) ?? (vowels.length === 3 || (vowels.length === 2 && closed) ? vowels[1] : vowels[0]);
  return at === undefined ? word : (word.slice(0, at + 1) + mark + word.slice(at + 1)).normalize("NFC");
}
