/** What `Sforce-Duplicate-Rule-Header` says: `allowSave=true` saves in spite of alerts. */
export function readDuplicateHeader(headers: Headers): { allowsDuplicates: boolean } {
  const header = headers.get("sforce-duplicate-rule-header") ?? "";
  return { allowsDuplicates: /(?:^|[;,])\s*allowSave\s*=\s*true\s*(?:$|[;,])/i.test(header) };
}
