// Written slips that sound alike in some region, or are fashion: z/d/gi/r, s/x, ch/tr, w/qu, f/ph, i/y, l/n, c/k, n/ng and t/c at the end.
const SLIPS: [RegExp, string][] = [
  [/^(?:dz|gi(?=[aeiou])|z|d|r)/, "d"], [/^g(?=i)/, "d"], [/^(?:w|qu|kw)/, "q"], [/^f/, "ph"], [/^(?:tr|ch|j)/, "c"], [/^s/, "x"], [/^(?:k|c(?!$))/, "k"],
  [/^ngh/, "ng"], [/^gh/, "g"], [/^l/, "n"], [/^j/, "d"], [/y/g, "i"], [/(?:ch|k)$/, "c"], [/c$/, "t"], [/nh$|ng$|g$/, "n"], [/ie/g, "i"], [/uo/g, "u"],
];

/** Words with the same key sound alike to many writers: "zao", "dao", "giao", "rao"; "sinh", "xinh". Takes a folded word. */
export function soundKey(folded: string): string {
  return SLIPS.reduce((key, [slip, sound]) => key.replace(slip, sound), folded);
}
