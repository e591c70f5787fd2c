import type { Page } from "playwright-core";

/** Words on the page whose contrast is under 4.5 (WCAG AA), with the contrast. Buttons that are spent too: they are still read. */
export async function lowContrasts(page: Page): Promise<[string, number][]> {
  const all = (await page.evaluate(measure)) as [string, number][];
  if (all.length < 5) throw new Error("hardly any words were measured");
  return all.filter(([, contrast]) => contrast < 4.5);
}

/** A gradient counts with its last colour: ours end with their lightest, under white words. */
const measure = `(() => {
  const parse = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = ([r, g, b, a], under) => [r * a + under[0] * (1 - a), g * a + under[1] * (1 - a), b * a + under[2] * (1 - a), 1];
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = parse(getComputedStyle(document.querySelector(".chat")).backgroundColor);
  const contrast = (node) => {
    const chain = [];
    for (let one = node; one; one = one.parentElement) chain.unshift(getComputedStyle(one));
    let back = paper;
    let opacity = 1;
    for (const style of chain) {
      const colours = style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (colours) back = over(parse(colours[colours.length - 1]), back);
      back = over(parse(style.backgroundColor), back);
      opacity *= Number(style.opacity);
    }
    const fore = over(parse(getComputedStyle(node).color), back);
    const [one, other] = [fore, back].map((colour) => light(over([colour[0], colour[1], colour[2], opacity], paper)));
    return Math.round(((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)) * 100) / 100;
  };
  const hasWords = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim() !== "");
  return [...document.querySelectorAll("body *")]
    .filter((node) => hasWords(node) && !node.closest(".sr, noscript") && node.getClientRects().length > 0)
    .map((node) => [node.tagName.toLowerCase() + "." + node.className + ": " + node.textContent.trim().slice(0, 30), contrast(node)]);
})()`;
