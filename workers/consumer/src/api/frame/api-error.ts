import type * as z from "zod";

/** One field that a request got wrong. */
export interface ErrorDetail {
  path: string;
  message: string;
}

interface ApiErrorOptions {
  details?: unknown;
  headers?: Record<string, string>;
}

/** What only the API itself can refuse: the answer, ready to be sent. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    { details, headers = {} }: ApiErrorOptions = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** As many as a person corrects at once; a request may have thousands. */
const MAX_DETAILS = 20;

/** A 400 whose message names every field at fault, for a person who reads no further. */
export function invalidRequest(all: ErrorDetail[]): ApiError {
  const more = all.length - MAX_DETAILS;
  const details = more > 0 ? [...all.slice(0, MAX_DETAILS), { path: "", message: `and ${more} more` }] : all;
  const message = details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  return new ApiError(400, "invalid_request", message, { details });
}

export function toErrorDetails(error: z.ZodError): ErrorDetail[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }))
      : [{ path: issue.path.join("."), message: issue.message }],
  );
}
