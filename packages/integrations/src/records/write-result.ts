/** A record's values by property, as text; null is blank. */
export type RemoteValues = Readonly<Record<string, string | null>>;

/** The result of one record of a request. */
export type WriteResult =
  | { kind: "written"; id: string; isNew: boolean; values: RemoteValues }
  | Refused
  /** The CRM's answer does not mention the record. */
  | { kind: "unmentioned" };

/** Why a CRM did not write a record, without anybody's data. */
export interface Refused {
  /**
   * - `gone`: the record, or one that it names, is not in the CRM.
   * - `conflict`: another record is in its way.
   * - `refused`: the CRM does not take the record as it is.
   * - `postponed`: the record may pass at another time.
   */
  kind: "gone" | "conflict" | "refused" | "postponed";
  codes: readonly string[];
  /** In words for people: codes and names of properties. */
  reason: string;
  /** The properties without which the record may pass; none where it cannot pass without any. */
  fields: readonly string[];
  /** The records in the way, where the CRM names them. */
  holderIds: readonly string[];
}
