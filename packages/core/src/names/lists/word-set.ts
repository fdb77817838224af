/**
 * The set of the words in a text, which white space separates. Words of the lists are written folded, as `fold`
 * writes them.
 */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
