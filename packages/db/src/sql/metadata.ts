/** Free data of a row, as JSON holds it. */
export type Metadata = Record<string, unknown>;

/** Reads a `metadata` column. What another program wrote and is no JSON object comes back whole, as `text`. */
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
