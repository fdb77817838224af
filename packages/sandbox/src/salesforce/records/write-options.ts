export interface WriteOptions {
  /** Whether the record is saved in spite of duplicate rules that alert. */
  allowsDuplicates: boolean;
  /** Whether values are texts, as in CSV. */
  isText?: boolean;
  /** Whether an assignment rule sets the owner of a lead. Default false. */
  assignsOwners?: boolean;
}

/** Reads the headers of a call that writes records. */
export function readWriteOptions(headers: Headers): WriteOptions {
  const duplicateHeader = headers.get("sforce-duplicate-rule-header") ?? "";
  return {
    allowsDuplicates: /(?:^|[;,])\s*allowSave\s*=\s*true\s*(?:$|[;,])/i.test(duplicateHeader),
    assignsOwners: !/^false$/i.test(headers.get("sforce-auto-assign") ?? ""),
  };
}
