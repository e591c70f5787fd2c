/** Records of a CSV text (RFC 4180): quotes, quoted separators and line breaks; separated by comma, semicolon or tab, whichever the first lines hold most of. */
export function* readCsv(text: string): Generator<string[]> {
  const source = text.replace(/^\ufeff/, "");
  const separator = separatorOf(source.slice(0, 5000));
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (source[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === separator) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && source[at + 1] === "\n") at++;
      yield [...cells, cell];
      cells = [];
      cell = "";
    } else cell += char;
  }
  if (cell !== "" || cells.length > 0) yield [...cells, cell];
}

function separatorOf(head: string): string {
  const plain = head.replace(/"[^"]*"/g, "");
  const count = (separator: string) => plain.split(separator).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}
