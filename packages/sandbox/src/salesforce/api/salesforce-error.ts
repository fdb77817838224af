import { Refusal, type SandboxAnswer, toGatewayAnswer, toRetryHeaders } from "../../frame/answer.ts";
import type { SalesforceFault } from "./salesforce-options.ts";

/** The details that a refusal may have beside its code. */
export interface RefusalDetails {
  fields?: string[];
  /** Only with DUPLICATES_DETECTED: the rule, and the records that match. */
  duplicateResult?: Record<string, unknown>;
}

/** A refusal of a whole call. */
export class SalesforceError extends Refusal {
  readonly status: number;
  readonly errorCode: string;
  readonly details: RefusalDetails;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    details: RefusalDetails = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = "SalesforceError";
    this.status = status;
    this.errorCode = errorCode;
    this.details = details;
    this.headers = headers;
  }

  /** Even a single error comes in an array. */
  override toAnswer(): SandboxAnswer {
    const { status, message, errorCode, details, headers } = this;
    return { status, body: [{ message, errorCode, ...details }], headers };
  }
}

/** A refusal of one record, whichever call brought it. */
export class RowRefusal extends Error {
  readonly statusCode: string;
  readonly details: RefusalDetails;

  constructor(statusCode: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = "RowRefusal";
    this.statusCode = statusCode;
    this.details = details;
  }

  /** The form in collections: `statusCode`, and always a list of fields. */
  toRowError(): Record<string, unknown> {
    const { fields = [], ...rest } = this.details;
    return { statusCode: this.statusCode, message: this.message, fields, ...rest };
  }

  /** The form in a job's results. */
  toCsvError(): string {
    const { fields = [] } = this.details;
    return `${this.statusCode}:${this.message}:${fields.map((field) => `${field} `).join("")}--`;
  }

  /** The form in the answer to a call about one record. */
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

/** 404 NOT_FOUND, for an address or an object that does not exist or may not be seen. */
export function notFoundError(): SalesforceError {
  return new SalesforceError(404, "NOT_FOUND", "The requested resource does not exist");
}

/** 400 JSON_PARSER_ERROR */
export function parserError(message: string): SalesforceError {
  return new SalesforceError(400, "JSON_PARSER_ERROR", message);
}

const FAULT_ERRORS: Readonly<Record<string, { status: number; message: string }>> = {
  INVALID_SESSION_ID: { status: 401, message: "Session expired or invalid" },
  REQUEST_LIMIT_EXCEEDED: { status: 403, message: "TotalRequests Limit exceeded." },
  API_DISABLED_FOR_ORG: { status: 403, message: "API is not enabled for this Organization or Partner" },
  INSUFFICIENT_ACCESS: { status: 403, message: "The user does not have the necessary permissions" },
  UNABLE_TO_LOCK_ROW: { status: 400, message: "unable to obtain exclusive access to this record" },
  QUERY_TIMEOUT: { status: 400, message: "Your query request was running for too long." },
  UNKNOWN_EXCEPTION: { status: 500, message: "An unexpected error occurred." },
  SERVER_UNAVAILABLE: { status: 503, message: "There was an issue processing your request." },
};

const CODES_BY_STATUS: Readonly<Record<number, string>> = {
  401: "INVALID_SESSION_ID",
  403: "REQUEST_LIMIT_EXCEEDED",
  503: "SERVER_UNAVAILABLE",
};

/** The answer of a failing API: its own errors, or a gateway's page for 502 and 504. */
export function toFaultAnswer(fault: SalesforceFault): SandboxAnswer {
  const named = fault.errorCode === undefined ? undefined : FAULT_ERRORS[fault.errorCode];
  const status = fault.status ?? named?.status ?? 500;
  const headers = toRetryHeaders(fault);
  if (fault.errorCode === undefined && (status === 502 || status === 504)) {
    return { ...toGatewayAnswer(status, "proxy"), headers };
  }
  const errorCode = fault.errorCode ?? CODES_BY_STATUS[status] ?? "UNKNOWN_EXCEPTION";
  const message = FAULT_ERRORS[errorCode]?.message ?? "an unexpected error occurred";
  return new SalesforceError(status, errorCode, message, {}, headers).toAnswer();
}
