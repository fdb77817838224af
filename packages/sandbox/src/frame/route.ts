/**
 * The variable segments of a path that fits the template, decoded, in order.
 *
 * @param template `{…}` for a variable segment: `/crm/objects/{type}/batch/read`
 */
export function matchPath(template: string, path: string): string[] | undefined {
  const expected = template.split("/");
  const actual = path.split("/");
  const matches =
    expected.length === actual.length &&
    expected.every((segment, index) => isVariable(segment) || segment === actual[index]);
  if (!matches) return undefined;
  return actual.filter((_, index) => isVariable(expected[index] ?? "")).map(decodeURIComponent);
}

/** The template with the segments filled in that are names of the schema; ids stay out, for counting. */
export function fillPath(
  template: string,
  params: readonly string[],
  isName: (segment: string) => boolean,
): string {
  const remaining = [...params];
  return template
    .split("/")
    .map((segment) => {
      if (!isVariable(segment)) return segment;
      const param = remaining.shift() ?? "";
      return isName(param) ? param : segment;
    })
    .join("/");
}

function isVariable(segment: string): boolean {
  return segment.startsWith("{");
}
