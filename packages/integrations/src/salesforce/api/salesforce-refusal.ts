import { PipelineError } from "@coccinelle/core";
import * as z from "zod";

/** What a refusal says without anybody's data: a code, names of fields, ids. */
export interface Refusal {
  code: string;
  /** The codes that a trigger's or a flow's error names as its cause. */
  innerCodes: string[];
  fields: string[];
  /** The records that are in the way, as their 18-character ids. */
  holderIds: string[];
}

const Code = z.string().regex(/^[A-Z][A-Z0-9_]*$/);
const FieldName = z.string().regex(/^[A-Za-z]\w*$/);
const FieldNames = z.array(z.string().catch("")).nullish().catch([]);

const MatchingRecords = z
  .object({
    matchResults: z.array(
      z.object({
        matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })),
      }),
    ),
  })
  .optional()
  .catch(undefined);

/** One refusal as Salesforce words it: of a whole request by `errorCode`, of one record by `statusCode`. */
export const RefusalBody = z
  .object({
    errorCode: z.string().optional().catch(undefined),
    statusCode: z.string().optional().catch(undefined),
    message: z.string().catch(""),
    fields: FieldNames,
    duplicateResult: MatchingRecords,
  })
  .transform(({ errorCode, statusCode, message, fields, duplicateResult }): Refusal => {
    const code = Code.safeParse(errorCode ?? statusCode).data ?? "UNKNOWN";
    const matches = duplicateResult?.matchResults.flatMap(({ matchRecords }) => matchRecords) ?? [];
    return {
      code,
      innerCodes: readInnerCodes(code, message),
      fields: toFieldNames([...(fields ?? []), ...readFieldNames(code, message)]),
      holderIds: [
        ...new Set([...matches.map(({ record }) => toLongId(record.Id)), ...readHolderIds(code, message)]),
      ],
    };
  });

/** These stand around another error, which is named in the message alone. */
const WRAPPING_CODES: readonly string[] = [
  "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
  "CANNOT_EXECUTE_FLOW_TRIGGER",
  "APEX_ERROR",
];

function readInnerCodes(code: string, message: string): string[] {
  if (!WRAPPING_CODES.includes(code)) return [];
  return [...new Set(message.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g))].filter((inner) => inner !== code);
}

/** Unknown fields are named in the message alone. */
function readFieldNames(code: string, message: string): string[] {
  if (code !== "INVALID_FIELD") return [];
  const name = /No such column '(\w+)'/.exec(message)?.[1];
  return name === undefined ? [] : [name];
}

/** A unique value's holder is named in the message alone. */
function readHolderIds(code: string, message: string): string[] {
  if (code !== "DUPLICATE_VALUE") return [];
  const id = /record with id: ([A-Za-z0-9]{18}|[A-Za-z0-9]{15})\b/.exec(message)?.[1];
  return id === undefined ? [] : [toLongId(id)];
}

function toFieldNames(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => FieldName.safeParse(name).success);
}

/**
 * Reads a row's `sf__Error` in a job's results: `CODE:message:Field,Field --`.
 */
export function readRowRefusal(text: string): Refusal {
  const [code = "", ...rest] = text.split(":");
  const fields = /^(.*?) ?--$/.exec(rest.at(-1)?.trim() ?? "")?.[1] ?? "";
  return RefusalBody.parse({
    statusCode: code,
    message: rest.join(":"),
    fields: fields.split(",").map((name) => name.trim()),
  });
}

const CHECK_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** Salesforce gives an id in 15 characters where it is short, and in 18 everywhere else. */
export function toLongId(id: string): string {
  if (id.length !== 15) return id;
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].map((character, bit) =>
      /[A-Z]/.test(character) ? 2 ** bit : 0,
    );
    return CHECK_CHARACTERS.charAt(bits.reduce((sum, bit) => sum + bit, 0));
  });
  return id + suffix.join("");
}

/** Salesforce refuses a whole request; doing the same again would fail the same way. */
export class SalesforceRefusal extends PipelineError {
  readonly retryable = false;
  readonly refusals: Refusal[];

  constructor(status: number, refusals: Refusal[]) {
    super(describeRefusals(refusals), { context: { status } });
    this.refusals = refusals;
  }

  /** Whether any of its refusals has one of the codes. */
  has(...codes: string[]): boolean {
    return this.refusals.some(({ code }) => codes.includes(code));
  }
}

/** Why, in words for people: codes and names of fields. */
export function describeRefusals(refusals: readonly Refusal[]): string {
  const reasons = refusals.map(({ code, fields }) =>
    fields.length > 0 ? `${code} (${fields.join(", ")})` : code,
  );
  return `Salesforce refuses it: ${[...new Set(reasons)].join("; ") || "without a reason"}`;
}
