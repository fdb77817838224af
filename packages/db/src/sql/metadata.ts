/** The content of a `metadata` column: any JSON object. */
export type Metadata = Record<string, unknown>;

/**
 * Reads a `metadata` column. Other programs may have written something else than a JSON object: that comes back
 * whole, as `text`.
 */
export function parseMetadata(text: string | null): Metadata | null {
  if (text === null) return null;
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
