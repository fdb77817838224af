import { readDuplicateHeader } from "./duplicate-header.ts";
import type { WriteOptions } from "./write-rows.ts";

/** What the headers of a call that writes records say. */
export function readSaveHeaders(headers: Headers): WriteOptions {
  return {
    ...readDuplicateHeader(headers),
    assignsOwners: !/^false$/i.test(headers.get("sforce-auto-assign") ?? ""),
  };
}
