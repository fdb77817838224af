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

/** A refusal in the API's own form; thrown inside, answered at the router. */
export class HubspotError extends Error {
  readonly status: number;
  readonly fields: HubspotErrorFields;

  constructor(status: number, message: string, fields: HubspotErrorFields) {
    super(message);
    this.name = "HubspotError";
    this.status = status;
    this.fields = fields;
  }

  /** The body of an answer that is this error alone. */
  toBody(correlationId: string): Record<string, unknown> {
    const { headers: _, extra, ...fields } = this.fields;
    return { status: "error", message: this.message, correlationId, ...fields, ...extra };
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
