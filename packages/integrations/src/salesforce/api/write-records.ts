import { chunk } from "../../http/chunk.ts";
import { UnknownFieldError } from "../../records/unknown-field-error.ts";
import { type BatchWriter, createRefusalRun, writeByHalves } from "../../records/write-by-halves.ts";
import type { Refused, WriteResult } from "../../records/write-result.ts";
import type { SaveResult } from "./answers.ts";
import { classifyRefusals, type RefusalKind, removableFields } from "./classify-refusals.ts";
import { MAX_COLLECTION_SIZE } from "./salesforce-api.ts";
import { describeRefusals, type Refusal, SalesforceRefusal } from "./salesforce-refusal.ts";

/** How records of an object are written. */
export interface RecordWriter<Input> {
  type: string;
  /** @param inputs at most as many as a collection takes */
  write: (inputs: readonly Input[]) => Promise<SaveResult[]>;
  /** The fields among these that nobody may write any more, by a description that is read anew. */
  listUnwritable: (fields: readonly string[]) => Promise<string[]>;
}

/** Another write that held one record may hold its neighbours as well: fewer at once have better chances. */
const LOCKED_CHUNK_SIZE = 50;
const LOCKED_CODE = "UNABLE_TO_LOCK_ROW";

/**
 * Writes records of one object. Records that another write holds are tried once more after all others, fewer at
 * once.
 *
 * @param inputs in the order in which Salesforce is to lock them
 * @throws UnknownFieldError, and whatever is no refusal
 */
export async function writeRecords<Input>(
  inputs: readonly Input[],
  writer: RecordWriter<Input>,
): Promise<WriteResult[]> {
  const results = new Map<Input, WriteResult>();
  const run = createRefusalRun();
  const batch = toBatchWriter(writer);
  const writeChunks = async (some: readonly Input[], size: number) => {
    for (const part of chunk(some, size)) {
      const written = await writeByHalves(part, batch, run);
      for (const [index, result] of written.entries()) {
        const input = part[index];
        if (input !== undefined) results.set(input, result);
      }
    }
  };
  await writeChunks(inputs, MAX_COLLECTION_SIZE);
  await writeChunks(
    inputs.filter((input) => isLocked(results.get(input))),
    LOCKED_CHUNK_SIZE,
  );
  return inputs.map((input) => results.get(input) ?? { kind: "unmentioned" });
}

function isLocked(result: WriteResult | undefined): boolean {
  return result?.kind === "postponed" && result.codes.includes(LOCKED_CODE);
}

function toBatchWriter<Input>(writer: RecordWriter<Input>): BatchWriter<Input> {
  /** Fields that were refused although everybody may write them, by the newest description. */
  const writable = new Set<string>();
  return {
    async write(inputs) {
      try {
        const saved = await writer.write(inputs);
        // A field that one record was written with is there for all of them.
        if (saved.every(({ success }) => !success)) {
          await checkFields(
            saved.map(({ errors }) => errors),
            writer,
            writable,
          );
        }
        return saved.map(toResult);
      } catch (error) {
        if (!(error instanceof SalesforceRefusal)) throw error;
        // The object or our external id is not there any more: its description has to be read again.
        if (error.has("NOT_FOUND", "INVALID_TYPE"))
          throw new UnknownFieldError("Salesforce", writer.type, []);
        await checkFields([error.refusals], writer, writable);
        throw error;
      }
    },
    readRefusal: (error) => (error instanceof SalesforceRefusal ? toRefused(error.refusals) : null),
  };
}

/** @throws UnknownFieldError where nobody may write a refused field any more */
async function checkFields<Input>(
  refused: readonly Refusal[][],
  { type, listUnwritable }: RecordWriter<Input>,
  writable: Set<string>,
): Promise<void> {
  const unknown = refused.filter((refusals) => classifyRefusals(refusals) === "unknown-field").flat();
  const named = new Set(unknown.flatMap(({ fields }) => fields));
  const open = [...named].filter((field) => !writable.has(field));
  if (open.length === 0) return;
  const unwritable = await listUnwritable(open);
  if (unwritable.length > 0) throw new UnknownFieldError("Salesforce", type, unwritable);
  for (const field of open) writable.add(field);
}

function toResult({ success, id, created, errors }: SaveResult): WriteResult {
  return success && id !== null
    ? { kind: "written", id, isNew: created ?? false, values: {} }
    : toRefused(errors);
}

/** An `unknown-field` that is writable by its description is refused for the record's own sake, as a value is. */
const RESULT_KINDS: Record<RefusalKind, Refused["kind"]> = {
  gone: "gone",
  locked: "postponed",
  "unknown-field": "refused",
  duplicate: "conflict",
  taken: "conflict",
  value: "refused",
  passing: "postponed",
  unknown: "postponed",
  final: "refused",
};

export function toRefused(refusals: readonly Refusal[]): Refused {
  const why = classifyRefusals(refusals);
  return {
    kind: RESULT_KINDS[why],
    codes: refusals.flatMap(({ code, innerCodes }) => [code, ...innerCodes]),
    reason: describeRefusals(refusals),
    fields: ["unknown-field", "value", "taken"].includes(why) ? removableFields(refusals) : [],
    holderIds: [...new Set(refusals.flatMap(({ holderIds }) => holderIds))],
  };
}
