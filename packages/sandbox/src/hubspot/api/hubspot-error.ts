import { Refusal, type SandboxAnswer, toGatewayAnswer, toRetryHeaders } from "../../frame/answer.ts";
import type { Fault } from "../../frame/faults.ts";

/** One entry of `errors` in an error answer. */
export interface HubspotErrorDetail {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
}

export interface HubspotErrorFields {
  category: string;
  subCategory?: string;
  context?: Record<string, string[]>;
  errors?: HubspotErrorDetail[];
  links?: Record<string, string>;
  /** Fields that only some answers have, as `policyName` of a 429. */
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** A refusal in the API's own form. */
export class HubspotError extends Refusal {
  readonly status: number;
  readonly fields: HubspotErrorFields;

  constructor(status: number, message: string, fields: HubspotErrorFields) {
    super(message);
    this.name = "HubspotError";
    this.status = status;
    this.fields = fields;
  }

  override toAnswer(correlationId: string): SandboxAnswer {
    const { headers, extra, ...fields } = this.fields;
    return {
      status: this.status,
      body: { status: "error", message: this.message, correlationId, ...fields, ...extra },
      ...(headers && { headers }),
    };
  }

  /** One entry of `errors` in a 207, with the trace id of the input that it is about, where it has one. */
  toBatchEntry(traceId?: string): Record<string, unknown> {
    const { category, subCategory, context, errors = [], links = {} } = this.fields;
    return {
      status: "error",
      category,
      subCategory,
      message: this.message,
      context: { ...context, ...(traceId !== undefined && { objectWriteTraceId: [traceId] }) },
      errors,
      links,
    };
  }
}

/** 400 VALIDATION_ERROR */
export function validationError(message: string, fields: Partial<HubspotErrorFields> = {}): HubspotError {
  return new HubspotError(400, message, { category: "VALIDATION_ERROR", ...fields });
}

/** 400 VALIDATION_ERROR that names each refused property and its code. */
export function invalidValuesError(
  problems: { name: string; code: string; message: string }[],
): HubspotError {
  const listed = problems.map(({ name, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
  }));
  return validationError(`Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })),
  });
}

/** 404 OBJECT_NOT_FOUND */
export function notFoundError(message: string): HubspotError {
  return new HubspotError(404, message, { category: "OBJECT_NOT_FOUND" });
}

const FAULT_MESSAGES: Record<number, { message: string; category: string }> = {
  401: { message: "Authentication credentials not found.", category: "INVALID_AUTHENTICATION" },
  423: { message: "The resource is locked by another process. Try again later.", category: "LOCKED" },
  429: { message: "You have reached your ten_secondly_rolling limit.", category: "RATE_LIMITS" },
  477: {
    message: "This account is being migrated to another data centre.",
    category: "MIGRATION_IN_PROGRESS",
  },
};

/** From 502 on a gateway answers, in HTML. */
const FIRST_GATEWAY_STATUS = 502;

/** The answer of a failing API. */
export function toFaultAnswer(fault: Fault, correlationId: string): SandboxAnswer {
  const { status = 500 } = fault;
  const headers = toRetryHeaders(fault);
  if (status >= FIRST_GATEWAY_STATUS) return { ...toGatewayAnswer(status, "cloudflare"), headers };
  const { message, category } = FAULT_MESSAGES[status] ?? {
    message: "internal error",
    category: "INTERNAL_ERROR",
  };
  const extra = status === 429 ? { policyName: "TEN_SECONDLY_ROLLING", errorType: "RATE_LIMIT" } : {};
  return new HubspotError(status, message, { category, extra, headers }).toAnswer(correlationId);
}
