/** One value that an edit changes; null where there was none, or is none any more. */
export interface Difference {
  /** Such as `sender.address`. */
  path: string;
  from: unknown;
  to: unknown;
}

/** Where two JSON values differ: the innermost fields; lists are compared whole. */
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
