/** One value that an edit changes. A value that is missing before or after is null. */
export interface Difference {
  /** Such as `sender.address`. */
  path: string;
  from: unknown;
  to: unknown;
}

/** Lists the innermost fields in which two JSON values differ. A list is compared as one value. */
export function listDifferences(from: unknown, to: unknown, path = ""): Difference[] {
  if (isObject(from) && isObject(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names]
      .sort()
      .flatMap((name) => listDifferences(from[name], to[name], path === "" ? name : `${path}.${name}`));
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ path, from: from ?? null, to: to ?? null }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
