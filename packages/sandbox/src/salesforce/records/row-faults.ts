import { RowRefusal } from "../api/salesforce-error.ts";
import type { RowFault, WrittenRow } from "../api/salesforce-options.ts";

const MESSAGES: Record<string, string> = {
  UNABLE_TO_LOCK_ROW: "unable to obtain exclusive access to this record",
  FIELD_CUSTOM_VALIDATION_EXCEPTION: "a validation rule does not allow this",
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: "a trigger failed",
};

/** Faults that wait for their record; each record meets the first that matches. */
export class RowFaults {
  #waiting: RowFault[] = [];

  push(...faults: RowFault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ ...fault })));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** @throws RowRefusal where one befalls this record */
  check(row: WrittenRow): void {
    const fault = this.#waiting.find(({ match, times }) => times > 0 && match(row));
    if (!fault) return;
    fault.times -= 1;
    const { errorCode, fields } = fault;
    const message = fault.message ?? MESSAGES[errorCode] ?? "an unexpected error occurred";
    throw new RowRefusal(errorCode, message, fields && { fields });
  }
}
