const INITIALS = ["ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""];
const RHYMES = new Set(
  ("a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu " +
    "o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong oong op ot u ua uan uang uat uay uc ue uech uenh ui um un ung " +
    "uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu").split(" "),
);

/**
 * Could this diacritic-free word be one Vietnamese syllable? ("doan" yes, "ddoanf" no, "club" no.)
 * A real syllable is never "corrected" to a neighbour: it may be another word that has nothing to do with us.
 */
export function isSyllable(folded: string): boolean {
  return INITIALS.some((initial) => folded.startsWith(initial) && RHYMES.has(folded.slice(initial.length)));
}
