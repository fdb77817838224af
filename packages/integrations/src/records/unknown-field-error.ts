import { TransientError } from "@coccinelle/core";

/** After this many changes of the mapping, the CRM refuses fields that cannot be switched off. */
const MAX_MAPPING_CHANGES = 5;

/** The CRM does not have these fields, or not for this user: no record is to blame. */
export class UnknownFieldError extends TransientError {
  /** The kind of record that the fields belong to. */
  readonly type: string;
  readonly fields: readonly string[];

  constructor(systemName: string, type: string, fields: readonly string[]) {
    super(`${systemName} does not take all fields of ${type}: ${fields.join(", ")}`);
    this.type = type;
    this.fields = fields;
  }
}

/** Has fields that the CRM does not take left out from then on. */
export interface FieldSwitch {
  systemName: string;
  refuseFields(type: string, fields: readonly string[]): void;
}

/** Switches a field off that the CRM does not take, and begins again: all of the work may be done twice. */
export async function switchingOffFields<Answer>(
  { systemName, refuseFields }: FieldSwitch,
  work: () => Promise<Answer>,
): Promise<Answer> {
  for (let changes = 0; changes < MAX_MAPPING_CHANGES; changes += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnknownFieldError)) throw error;
      refuseFields(error.type, error.fields);
    }
  }
  throw new TransientError(`${systemName} refuses fields that it describes`);
}
