/** A value as a query names it. */
export type Literal =
  /** `pattern` is the value as LIKE reads it: a backslash stands before what is no wildcard. */
  | { kind: "string"; value: string; pattern: string }
  | { kind: "number"; value: number }
  | { kind: "boolean"; value: boolean }
  | { kind: "null" }
  /** Milliseconds since 1970. */
  | { kind: "datetime"; value: number }
  /** `YYYY-MM-DD` */
  | { kind: "date"; value: string };

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE";

export type Condition =
  | { kind: "and" | "or"; conditions: Condition[] }
  | { kind: "not"; condition: Condition }
  | { kind: "comparison"; field: string; operator: ComparisonOperator; value: Literal }
  | { kind: "in"; field: string; negated: boolean; values: Literal[] };

export interface SortTerm {
  field: string;
  direction: 1 | -1;
  nullsFirst: boolean;
}

/** A query, read but not yet checked against the schema. */
export interface SoqlQuery {
  /** Paths such as `Id` and `Owner.Name`; null for `COUNT()`. */
  fields: string[] | null;
  object: string;
  where: Condition | null;
  orderBy: SortTerm[];
  limit: number | null;
  offset: number;
}
