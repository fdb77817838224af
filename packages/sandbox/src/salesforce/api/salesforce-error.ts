import type { SandboxAnswer } from "../../frame/answer.ts";

/** What a record's refusal says beside its code. */
export interface RefusalDetails {
  fields?: string[];
  /** Only with DUPLICATES_DETECTED: the rule, and the records that match. */
  duplicateResult?: Record<string, unknown>;
}

/** A call that is refused as a whole; thrown inside, answered at the router. */
export class SalesforceError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly details: RefusalDetails;

  constructor(status: number, errorCode: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = "SalesforceError";
    this.status = status;
    this.errorCode = errorCode;
    this.details = details;
  }

  /** Errors come in an array, even a single one. */
  toAnswer(): SandboxAnswer {
    const { message, errorCode, details } = this;
    return { status: this.status, body: [{ message, errorCode, ...details }] };
  }
}

/** A record that is refused, whichever call brought it. */
export class RowRefusal extends Error {
  readonly statusCode: string;
  readonly details: RefusalDetails;

  constructor(statusCode: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = "RowRefusal";
    this.statusCode = statusCode;
    this.details = details;
  }

  /** As collections name it: `statusCode`, and always a list of fields. */
  toRowError(): Record<string, unknown> {
    const { fields = [], ...rest } = this.details;
    return { statusCode: this.statusCode, message: this.message, fields, ...rest };
  }

  /** As a job's results name it. */
  toCsvError(): string {
    const { fields = [] } = this.details;
    return `${this.statusCode}:${this.message}:${fields.map((field) => `${field} `).join("")}--`;
  }

  /** As the answer to a call about one record. */
  toSalesforceError(): SalesforceError {
    return new SalesforceError(STATUSES[this.statusCode] ?? 400, this.statusCode, this.message, {
      fields: [],
      ...this.details,
    });
  }
}

const STATUSES: Readonly<Record<string, number>> = {
  ENTITY_IS_DELETED: 404,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
};

/** 404 NOT_FOUND, for whatever is not there or may not be seen. */
export function notFoundError(): SalesforceError {
  return new SalesforceError(404, "NOT_FOUND", "The requested resource does not exist");
}

/** 400 JSON_PARSER_ERROR */
export function parserError(message: string): SalesforceError {
  return new SalesforceError(400, "JSON_PARSER_ERROR", message);
}
